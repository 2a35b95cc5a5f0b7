set -eu
umask 077
head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1 | tr -d '\n' > /run/redis/reload-password
sh /etc/redis/acl.sh
exec redis-server /etc/redis/redis.conf
