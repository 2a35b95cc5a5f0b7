resource "aws_route53_zone" "main" {
  count = var.dns.enabled ? 1 : 0

  name = var.dns.domain
}

resource "aws_acm_certificate" "main" {
  count = local.has_certificate ? 1 : 0

  domain_name               = var.dns.domain
  subject_alternative_names = ["*.${var.dns.domain}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The domain and everything below it are proved by the same record.
resource "aws_route53_record" "validation" {
  count = local.has_certificate ? 1 : 0

  zone_id         = aws_route53_zone.main[0].zone_id
  name            = one([for option in aws_acm_certificate.main[0].domain_validation_options : option.resource_record_name if option.domain_name == var.dns.domain])
  type            = one([for option in aws_acm_certificate.main[0].domain_validation_options : option.resource_record_type if option.domain_name == var.dns.domain])
  records         = [one([for option in aws_acm_certificate.main[0].domain_validation_options : option.resource_record_value if option.domain_name == var.dns.domain])]
  ttl             = 300
  allow_overwrite = true
}

# Ends when the registrar leads the domain to the name servers of the zone, see dns_name_servers.
resource "aws_acm_certificate_validation" "main" {
  count = local.has_certificate ? 1 : 0

  certificate_arn         = aws_acm_certificate.main[0].arn
  validation_record_fqdns = aws_route53_record.validation[*].fqdn
}

resource "aws_route53_record" "host" {
  for_each = var.dns.enabled && (var.features.load_balancer || var.features.cdn) ? toset(var.dns.hosts) : toset([])

  zone_id = aws_route53_zone.main[0].zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = var.features.cdn ? aws_cloudfront_distribution.main[0].domain_name : aws_lb.main[0].dns_name
    zone_id                = var.features.cdn ? aws_cloudfront_distribution.main[0].hosted_zone_id : aws_lb.main[0].zone_id
    evaluate_target_health = false
  }
}
