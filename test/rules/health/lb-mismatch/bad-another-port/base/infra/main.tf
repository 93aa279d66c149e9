resource "aws_ecs_task_definition" "shop" {
  family = "shop"
  container_definitions = jsonencode([
    { name = "shop", image = "registry.example/shop:1.8.0", portMappings = [{ containerPort = 3000 }] }
  ])
}

resource "aws_ecs_service" "shop" {
  name            = "shop"
  task_definition = aws_ecs_task_definition.shop.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.shop.arn
    container_name   = "shop"
    container_port   = 3000
  }
}

resource "aws_lb_target_group" "shop" {
  name     = "shop"
  port     = 3000
  protocol = "HTTP"
  health_check {
    path = "/health"
    port = "traffic-port"
  }
}
