# A mail relay at mail.example.org, which keeps all mail in /var/mail/relay. Its certificate is from
# the certificate authority of the document.
set -eu
echo "127.0.0.1 mail.example.org learn.example.org" >> /etc/hosts
cd /root
openssl req -newkey rsa:2048 -nodes -subj "/CN=mail.example.org" \
    -addext "subjectAltName=DNS:mail.example.org" -keyout mail.key -out mail.csr
openssl x509 -req -in mail.csr -CA /etc/ssl/waymark/ca.crt -CAkey /etc/ssl/waymark/ca.key \
    -days 2 -copy_extensions copy -out mail.crt
systemd-run --unit relay aiosmtpd --nosetuid --listen 127.0.0.1:587 --tlscert /root/mail.crt \
    --tlskey /root/mail.key --class aiosmtpd.handlers.Mailbox /var/mail/relay
