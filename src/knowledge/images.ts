/** What a public image is, by the last part of its name. From the official images and the projects' own registries, 2026-11. */
const datastores =
  /^(?:postgres(?:ql)?|postgis|timescaledb|pgvector|supabase-postgres|mysql(?:-server)?|mariadb|percona|mongo(?:db)?|redis(?:-stack(?:-server)?)?|valkey|keydb|dragonfly|memcached|clickhouse(?:-server)?|elasticsearch|opensearch|meilisearch|typesense|rabbitmq|kafka|cp-kafka|redpanda|zookeeper|nats|cassandra|scylla|cockroach(?:db)?|couchdb|neo4j|minio|qdrant|weaviate|influxdb|mssql-server|server|localstack|etcd|consul|libsql-server|sqld|azurite|fake-gcs-server|dynamodb-local|surrealdb|questdb|emqx|mosquitto)$/;
const others =
  /^(?:nginx(?:-unprivileged)?|httpd|caddy|traefik|haproxy|envoy|proxyv2|istio-proxy|oauth2-proxy|cloud-?sql-proxy|gce-proxy|alloydb-auth-proxy|busybox|alpine|debian|ubuntu|curl|bash|kubectl|vault|keycloak|otel(?:-collector)?|opentelemetry-collector(?:-contrib)?|jaeger|all-in-one|fluent-?bit|fluentd|grafana|prometheus|loki|tempo|alertmanager|pgbouncer|pgadmin4?|adminer|mailhog|mailpit|maildev|inbucket|watchtower|portainer|certbot|statsd-exporter|redis-exporter|postgres-exporter|datadog-agent|agent|registry|unleash-server|livekit-server|auto-setup|gotenberg|imgproxy|soketi|wiremock|mockserver|smtp4dev|toxiproxy)$/;

/** `registry.example/team/orders-api` → `orders-api`. */
export function imageBase(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

export function isDatastoreImage(name: string): boolean {
  const base = imageBase(name);
  return datastores.test(base) && (base !== 'server' || /mssql/.test(name));
}

/** An image of somebody else's product, not of a service in this repository. */
export function isPublicImage(name: string): boolean {
  return isDatastoreImage(name) || others.test(imageBase(name));
}
