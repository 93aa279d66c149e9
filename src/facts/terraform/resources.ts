import type { Fact } from '../../core/fact';
import { numberOf, textOf, textsOf } from '../../core/tree';
import { attributeOf, blocksOf, type HclBlock } from '../../parse/hcl';
import { headSpan, nameOfBlock, type Placed } from './block';

const sorts: Record<string, string> = {
  aws_s3_bucket: 'bucket',
  google_storage_bucket: 'bucket',
  azurerm_storage_container: 'bucket',
  aws_sqs_queue: 'queue',
  google_cloud_tasks_queue: 'queue',
  azurerm_servicebus_queue: 'queue',
  aws_sns_topic: 'topic',
  google_pubsub_topic: 'topic',
  aws_msk_cluster: 'topic',
  aws_db_instance: 'database',
  aws_rds_cluster: 'database',
  aws_dynamodb_table: 'database',
  google_sql_database_instance: 'database',
  azurerm_postgresql_flexible_server: 'database',
  aws_elasticache_cluster: 'cache',
  aws_elasticache_replication_group: 'cache',
  google_redis_instance: 'cache',
  azurerm_redis_cache: 'cache',
  aws_secretsmanager_secret: 'secret',
  google_secret_manager_secret: 'secret',
};

/** Resources that services use, and balancers with the time after which they drop an idle connection. */
export function resourceFacts(block: HclBlock, { environment }: Placed): Fact[] {
  const [type = '', label = ''] = block.labels;
  const sort = Object.hasOwn(sorts, type) ? sorts[type] : undefined;
  const at = headSpan(block);
  if (sort !== undefined) {
    const name = ['bucket', 'name', 'identifier', 'cluster_id', 'secret_id']
      .map((key) => textOf(attributeOf(block, key)?.value))
      .find((text) => text !== undefined);
    return [
      { kind: 'resource.declared', at, environment, sort, name: name ?? label, keys: [], open: name === undefined },
    ];
  }
  if (type === 'aws_lb' || type === 'aws_alb') {
    const kind = textOf(attributeOf(block, 'load_balancer_type')?.value) ?? 'application';
    if (kind !== 'application') return [];
    // Application Load Balancers drop a connection after 60 s without traffic.
    const idle = attributeOf(block, 'idle_timeout');
    const seconds = idle ? numberOf(idle.value) : 60;
    return [
      {
        kind: 'resource.declared',
        at,
        environment,
        sort: 'balancer',
        name: nameOfBlock(block),
        keys: [],
        open: false,
        ...(seconds === undefined ? {} : { idleMs: seconds * 1000 }),
      },
    ];
  }
  if (type === 'aws_lb_listener_rule' || type === 'aws_alb_listener_rule') {
    const paths = blocksOf(block, 'condition').flatMap((condition) =>
      blocksOf(condition, 'path_pattern').flatMap((pattern) => textsOf(attributeOf(pattern, 'values')?.value)),
    );
    return paths.map((path) => ({
      kind: 'path.exposed',
      at,
      host: '*',
      path: path.replace(/\*$/, ''),
      match: path === '*' || path === '/*' ? 'all' : path.endsWith('*') ? 'prefix' : 'exact',
      to: label,
    }));
  }
  return [];
}
