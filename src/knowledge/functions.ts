/**
 * Volatility of functions in defaults. PostgreSQL evaluates a stable or immutable default once and stores it beside the table;
 * a volatile one must be evaluated for each row, so that ADD COLUMN rewrites the table.
 * Source: provolatile in PostgreSQL's pg_proc.dat (18), and the manuals of pgcrypto, uuid-ossp and MySQL 8.4. Of November 2026.
 */
const volatile = new Set(
  `random random_normal setseed gen_random_uuid uuidv4 uuidv7 uuid gen_random_bytes gen_salt uuid_generate_v1 uuid_generate_v1mc
   uuid_generate_v4 clock_timestamp timeofday nextval currval lastval setval pg_sleep txid_current pg_current_xact_id
   pg_advisory_lock dblink rand uuid_short sysdate sleep last_insert_id random_bytes randomblob
 nanoid ulid gen_ulid gen_random_ulid cuid uuid_v7 uuid_generate_v7 newid`.split(/\s+/),
);

const stable = new Set(
  `now transaction_timestamp statement_timestamp current_setting current_schema current_schemas current_database to_char
   to_timestamp to_date date_trunc date_part timezone age pg_backend_pid inet_client_addr inet_server_addr txid_current_snapshot
   pg_postmaster_start_time to_tsvector to_tsquery plainto_tsquery websearch_to_tsquery current_user session_user user current_role
   jsonb_build_object json_build_object jsonb_build_array json_build_array to_json to_jsonb row_to_json concat concat_ws format
   utc_timestamp utc_date utc_time curdate curtime current_date current_time current_timestamp localtime localtimestamp
   unix_timestamp date datetime time julianday strftime unixepoch array_to_string version`.split(/\s+/),
);

const immutable = new Set(
  `abs ceil ceiling floor round trunc sign mod power pow sqrt exp ln log pi degrees radians lower upper initcap trim btrim ltrim
   rtrim length char_length character_length octet_length substring substr left right lpad rpad repeat replace reverse
   position strpos split_part translate ascii chr md5 sha1 sha224 sha256 sha384 sha512 sha2 encode decode digest hmac crypt
   to_hex to_number make_date make_time make_timestamp make_interval justify_days justify_hours extract overlay quote_literal
   quote_ident array_append array_prepend array_cat array_length array_fill array_remove array_position string_to_array cardinality
   int4range int8range numrange tsrange tstzrange daterange int4multirange point box circle line lseg path polygon
   inet cidr host masklen network text hstore jsonb_object json_object jsonb_set jsonb_strip_nulls setweight
   uuid_nil uuid_ns_dns uuid_ns_url bin_to_uuid uuid_to_bin st_geomfromtext st_makepoint st_setsrid st_point ifnull
   json_array json_quote json zeroblob hex unhex typeof nlevel ltree text2ltree enum_first enum_last enum_range lo_from_bytea bit
   boolean bigint integer smallint real float double date_add date_sub adddate interval make_timestamptz`.split(/\s+/),
);

/**
 * How a default that calls these functions behaves. A call is written `name()` or `name(…)`: the current time takes no
 * argument, and one that does is somebody's own function. Functions that nobody knows are volatile, which is what
 * PostgreSQL assumes when their author says nothing; then the answer is only `likely`.
 */
export function defaultSortOf(calls: readonly string[]): { sort: 'constant' | 'stable' | 'volatile'; sure: boolean } {
  let sort: 'constant' | 'stable' | 'volatile' = 'constant';
  let sure = true;
  for (const call of calls) {
    const name = call.slice(call.startsWith('pg_catalog.') ? 'pg_catalog.'.length : 0, call.indexOf('('));
    const bare = name.slice(name.lastIndexOf('.') + 1);
    if (volatile.has(bare)) return { sort: 'volatile', sure: true };
    if (/^(?:now|transaction_timestamp|statement_timestamp)$/.test(bare) && !call.endsWith('()')) sure = false;
    else if (stable.has(bare)) {
      if (sort === 'constant') sort = 'stable';
      continue;
    } else if (immutable.has(bare)) continue;
    else sure = false;
    sort = 'volatile';
  }
  return { sort, sure };
}
