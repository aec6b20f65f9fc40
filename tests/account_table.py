"""The addresses of one's own account for tests/test_urls.py: what each answers to whom."""

from tests.group_table import GONE, MOVED, NOT_FOUND, POST_ONLY, PUBLIC, SELF, SIGN_IN

POSTS = (SIGN_IN, POST_ONLY, POST_ONLY, POST_ONLY)
TABLE = {
    "accounts:address_again": POSTS,
    "accounts:address_code": POSTS,
    "accounts:address_stop": POSTS,
    "accounts:address_wait": POSTS,
    "accounts:data": SELF,
    "accounts:data_file": (SIGN_IN, MOVED, MOVED, MOVED),
    "accounts:erase": SELF,
    "accounts:erased": PUBLIC,
    "accounts:join": SELF,
    "accounts:join_code": POSTS,
    "accounts:join_now": POSTS,
    "accounts:join_stop": POSTS,
    "accounts:look": PUBLIC,
    "accounts:make_data_file": POSTS,
    "accounts:prove_move": (GONE, GONE, GONE, GONE),
    "accounts:remove_password": (SIGN_IN, MOVED, MOVED, MOVED),
    "accounts:security": SELF,
    "accounts:settings": SELF,
    "accounts:sign_out_everywhere": POSTS,
    "accounts:sign_out_session": POSTS,
    "accounts:stop_move": (GONE, GONE, GONE, GONE),
    "accounts:undo": (GONE, GONE, GONE, GONE),
    "mail_link": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
}
