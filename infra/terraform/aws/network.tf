data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  subnet_count = max(
    length(var.network.public_subnet_cidrs),
    length(var.network.private_subnet_cidrs),
    length(var.network.database_subnet_cidrs),
  )
  offered_zones = data.aws_availability_zones.available.names
  zones = (
    length(var.availability_zones) > 0
    ? var.availability_zones
    : slice(local.offered_zones, 0, min(local.subnet_count, length(local.offered_zones)))
  )

  # One for each zone where data survives the loss of one, else one for all.
  nat_count = var.cluster.enabled ? (var.database.multi_az ? length(var.network.public_subnet_cidrs) : 1) : 0
}

resource "aws_vpc" "main" {
  cidr_block           = var.network.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = { Name = var.name_prefix }
}

# Nothing may use it: every resource has a group of its own.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "public" {
  count = length(var.network.public_subnet_cidrs)

  vpc_id            = aws_vpc.main.id
  cidr_block        = var.network.public_subnet_cidrs[count.index]
  availability_zone = element(local.zones, count.index)

  tags = { Name = "${var.name_prefix}-public-${count.index + 1}", "kubernetes.io/role/elb" = "1" }
}

resource "aws_subnet" "private" {
  count = length(var.network.private_subnet_cidrs)

  vpc_id            = aws_vpc.main.id
  cidr_block        = var.network.private_subnet_cidrs[count.index]
  availability_zone = element(local.zones, count.index)

  tags = { Name = "${var.name_prefix}-private-${count.index + 1}", "kubernetes.io/role/internal-elb" = "1" }
}

resource "aws_subnet" "database" {
  count = length(var.network.database_subnet_cidrs)

  vpc_id            = aws_vpc.main.id
  cidr_block        = var.network.database_subnet_cidrs[count.index]
  availability_zone = element(local.zones, count.index)

  tags = { Name = "${var.name_prefix}-database-${count.index + 1}" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = { Name = var.name_prefix }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  tags = { Name = "${var.name_prefix}-public" }
}

resource "aws_route_table_association" "public" {
  count = length(aws_subnet.public)

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  count = local.nat_count

  domain = "vpc"

  tags = { Name = "${var.name_prefix}-nat-${count.index + 1}" }
}

resource "aws_nat_gateway" "main" {
  count = local.nat_count

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id

  tags = { Name = "${var.name_prefix}-${count.index + 1}" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_route_table" "private" {
  count = length(aws_subnet.private)

  vpc_id = aws_vpc.main.id

  dynamic "route" {
    for_each = local.nat_count > 0 ? [element(aws_nat_gateway.main[*].id, count.index)] : []
    content {
      cidr_block     = "0.0.0.0/0"
      nat_gateway_id = route.value
    }
  }

  tags = { Name = "${var.name_prefix}-private-${count.index + 1}" }
}

resource "aws_route_table_association" "private" {
  count = length(aws_subnet.private)

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

# No way out of the subnets of the databases.
resource "aws_route_table" "database" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "${var.name_prefix}-database" }
}

resource "aws_route_table_association" "database" {
  count = length(aws_subnet.database)

  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = aws_route_table.database.id
}

# Images and backups reach S3 without the NAT gateway.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = aws_route_table.private[*].id

  tags = { Name = "${var.name_prefix}-s3" }
}
