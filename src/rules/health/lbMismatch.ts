/*
 * What it catches: the health check of a load balancer asks a port that no container of its service listens on.
 *
 * Why it breaks a release: the balancer never sends traffic to the new version, or drains what works. The deploy waits
 * until it times out, and the reason stands in neither log.
 *
 * Bad:  health_check { port = 8080 } and a container on 3000
 * Good: the port that receives the traffic.
 */
import { defineRule } from '../../core/rule';

const infrastructure = (port: number) => `resource "aws_ecs_task_definition" "orders" {
  family = "orders"
  container_definitions = jsonencode([
    { name = "orders", image = "registry.example/orders:1.0.0", portMappings = [{ containerPort = 3000 }] }
  ])
}

resource "aws_ecs_service" "orders" {
  name            = "orders"
  task_definition = aws_ecs_task_definition.orders.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.orders.arn
    container_name   = "orders"
    container_port   = 3000
  }
}

resource "aws_lb_target_group" "orders" {
  name     = "orders"
  port     = 3000
  protocol = "HTTP"
  health_check {
    path = "/health"
    port = ${port}
  }
}
`;

export const lbMismatch = defineRule({
  id: 'health/lb-mismatch',
  meta: {
    title: 'A load balancer that asks another port',
    why: 'The balancer never finds the new version healthy: the deploy waits until it times out, and no log of the service says why.',
    todo: 'Let the health check ask the port that receives the traffic.',
    severity: 'warning',
    examples: [
      { title: 'another port', head: { 'infra/main.tf': infrastructure(8080) }, expect: ['health/lb-mismatch'] },
      { title: 'the traffic port', head: { 'infra/main.tf': infrastructure(3000) }, expect: [] },
    ],
  },
  reads: ['probe.declared', 'port.declared'],
  within: 'repository',
  by: (fact) =>
    fact.kind === 'probe.declared'
      ? fact.role === 'balancer' && typeof fact.port === 'number'
        ? `${fact.environment} ${fact.workload}`
        : ''
      : fact.layer === 'container' && fact.workload
        ? `${fact.environment ?? ''} ${fact.workload}`
        : '',
  judge(c) {
    const ports = c.head.of('port.declared').filter((fact) => !fact.aside);
    if (ports.length === 0 || ports.some((fact) => fact.open || typeof fact.port !== 'number')) return undefined;
    const probe = c.head.of('probe.declared').find((one) => !ports.some((fact) => fact.port === one.port));
    if (!probe) return undefined;
    return {
      what: `the load balancer checks port ${probe.port} of ${probe.workload}, which listens on ${ports[0]?.port}`,
      subject: `workload ${probe.workload}`,
      at: probe.at,
      evidence: ports.map((fact) => ({ at: fact.at, note: `port ${fact.port}` })),
    };
  },
});
