resource "aws_acm_certificate" "cdn" {
  count    = var.features.cdn ? 1 : 0
  provider = aws.global

  domain_name               = var.dns.domain
  subject_alternative_names = ["*.${var.dns.domain}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The same record proves the certificates of both regions.
resource "aws_acm_certificate_validation" "cdn" {
  count    = var.features.cdn ? 1 : 0
  provider = aws.global

  certificate_arn         = aws_acm_certificate.cdn[0].arn
  validation_record_fqdns = aws_route53_record.validation[*].fqdn
}

data "aws_cloudfront_cache_policy" "by_header" {
  count = var.features.cdn ? 1 : 0
  name  = "UseOriginCacheControlHeaders-QueryStrings"
}

data "aws_cloudfront_origin_request_policy" "all" {
  count = var.features.cdn ? 1 : 0
  name  = "Managed-AllViewer"
}

resource "aws_cloudfront_distribution" "main" {
  count = var.features.cdn ? 1 : 0

  comment         = var.name_prefix
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  aliases         = var.dns.hosts

  origin {
    origin_id   = "load-balancer"
    domain_name = aws_lb.main[0].dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id         = "load-balancer"
    viewer_protocol_policy   = "redirect-to-https"
    allowed_methods          = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods           = ["GET", "HEAD"]
    compress                 = true
    cache_policy_id          = data.aws_cloudfront_cache_policy.by_header[0].id
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.all[0].id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.cdn[0].certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
