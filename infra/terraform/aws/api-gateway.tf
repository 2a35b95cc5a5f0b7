resource "aws_apigatewayv2_vpc_link" "main" {
  count = var.features.api_gateway ? 1 : 0

  name               = var.name_prefix
  subnet_ids         = aws_subnet.private[*].id
  security_group_ids = aws_security_group.edge[*].id
}

resource "aws_apigatewayv2_api" "main" {
  count = var.features.api_gateway ? 1 : 0

  name          = var.name_prefix
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "main" {
  count = var.features.api_gateway ? 1 : 0

  api_id             = aws_apigatewayv2_api.main[0].id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = aws_lb_listener.main["http"].arn
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.main[0].id
}

resource "aws_apigatewayv2_route" "main" {
  count = var.features.api_gateway ? 1 : 0

  api_id    = aws_apigatewayv2_api.main[0].id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.main[0].id}"
}

resource "aws_cloudwatch_log_group" "api" {
  count = var.features.api_gateway ? 1 : 0

  name              = "/aws/apigateway/${var.name_prefix}"
  retention_in_days = local.log_retention
}

resource "aws_apigatewayv2_stage" "main" {
  count = var.features.api_gateway ? 1 : 0

  api_id      = aws_apigatewayv2_api.main[0].id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api[0].arn
    format          = jsonencode({ requestId = "$context.requestId", status = "$context.status", path = "$context.path" })
  }
}
