# The contract: every root takes these variables and no others, from dist/terraform/<environment>.tfvars.json.
# No variable ever holds a secret; `secrets` has names only.

variable "cloud_provider" {
  description = "Cloud below the environment; the root of that name is the one to use."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["local", "aws", "gcp", "azure", "digitalocean", "linode", "vultr"], var.cloud_provider)
    error_message = "cloud_provider must be one of local, aws, gcp, azure, digitalocean, linode, vultr."
  }
}

variable "application" {
  description = "Name of the application."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.application))
    error_message = "application must be a DNS label: lower-case letters, digits and \"-\", at most 63."
  }
}

variable "environment" {
  description = "Name of the environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.environment))
    error_message = "environment must be a DNS label: lower-case letters, digits and \"-\", at most 63."
  }
}

variable "name_prefix" {
  description = "Start of the name of everything that is made; different for each application and environment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$", var.name_prefix))
    error_message = "name_prefix must have 1 to 32 lower-case letters, digits and \"-\"."
  }
}

variable "region" {
  description = "Region of the cloud."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", var.region))
    error_message = "region must be a name of letters, digits, \".\", \"_\" and \"-\"."
  }
}

variable "availability_zones" {
  description = "Zones to spread over; empty: the root takes the first ones of the region, one for each private subnet."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones must name each zone once."
  }

  validation {
    condition = alltrue([
      for zone in var.availability_zones :
      var.cloud_provider == "aws" ? can(regex("^${var.region}[a-z]$", zone)) :
      var.cloud_provider == "gcp" ? can(regex("^${var.region}-[a-z]$", zone)) :
      var.cloud_provider == "azure" ? contains(["1", "2", "3"], zone) : false
    ])
    error_message = "availability_zones must be zones of region: such as eu-west-1a in AWS, europe-west1-b in Google, 1 to 3 in Azure; no other provider has any."
  }
}

variable "network" {
  description = "Private network: its range, and the ranges of its subnets, one for each zone."
  type = object({
    cidr                  = string
    public_subnet_cidrs   = list(string)
    private_subnet_cidrs  = list(string)
    database_subnet_cidrs = list(string)
  })
  nullable = false

  validation {
    condition     = try(cidrsubnet(var.network.cidr, 0, 0) == var.network.cidr, false)
    error_message = "network.cidr must be a network in CIDR notation without host bits."
  }

  validation {
    condition = alltrue([
      for cidr in concat(var.network.public_subnet_cidrs, var.network.private_subnet_cidrs, var.network.database_subnet_cidrs) :
      try(cidrsubnet(cidr, 0, 0) == cidr, false)
    ])
    error_message = "Each subnet must be a network in CIDR notation without host bits."
  }

  validation {
    # The address of the subnet with the prefix of the network is the network itself, when the one lies in the other.
    condition = alltrue([
      for cidr in concat(var.network.public_subnet_cidrs, var.network.private_subnet_cidrs, var.network.database_subnet_cidrs) :
      try(cidrsubnet(format("%s/%s", cidrhost(cidr, 0), split("/", var.network.cidr)[1]), 0, 0) == var.network.cidr, false)
    ])
    error_message = "Each subnet must lie in network.cidr."
  }

  validation {
    # Two networks share addresses when the one is the other, cut to the shorter prefix of both.
    condition = alltrue(flatten([
      for one, a in concat(var.network.public_subnet_cidrs, var.network.private_subnet_cidrs, var.network.database_subnet_cidrs) : [
        for other, b in concat(var.network.public_subnet_cidrs, var.network.private_subnet_cidrs, var.network.database_subnet_cidrs) :
        one == other || try(
          cidrsubnet("${split("/", a)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0, 0) !=
          cidrsubnet("${split("/", b)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0, 0),
          true
        )
      ]
    ]))
    error_message = "Subnets must not share addresses."
  }
}

variable "cluster" {
  description = "Kubernetes cluster. The requested amounts are what all workloads may ask for at one time."
  type = object({
    enabled                  = bool
    version                  = string
    namespace                = string
    node_type                = string
    min_nodes                = number
    max_nodes                = number
    requested_cpu_millicores = number
    requested_memory_mib     = number
  })
  nullable = false

  validation {
    condition     = can(regex("^1\\.(2[89]|[3-9][0-9])$", var.cluster.version))
    error_message = "cluster.version must be 1.28 or newer, as major.minor."
  }

  validation {
    condition     = var.cluster.min_nodes >= 1 && var.cluster.max_nodes >= var.cluster.min_nodes
    error_message = "cluster.min_nodes must be 1 or more, and cluster.max_nodes not less than it."
  }
}

variable "database" {
  description = "PostgreSQL. Its password is made by the cloud or by the root and never stands here."
  type = object({
    enabled               = bool
    engine                = optional(string, "postgres")
    version               = optional(string)
    image                 = optional(string)
    identifier            = optional(string)
    name                  = optional(string)
    user                  = optional(string)
    port                  = optional(number, 5432)
    instance_class        = optional(string)
    storage_gib           = optional(number, 20)
    max_storage_gib       = optional(number, 40)
    backup_retention_days = optional(number, 0)
    multi_az              = optional(bool, false)
    encryption            = optional(bool, true)
    deletion_protection   = optional(bool, true)
    password_secret       = optional(object({ name = string, key = string }))
  })
  nullable = false

  validation {
    condition     = var.database.engine == "postgres"
    error_message = "database.engine must be postgres."
  }

  validation {
    condition     = var.database.backup_retention_days >= 0 && var.database.backup_retention_days <= 35
    error_message = "database.backup_retention_days must be 0 to 35."
  }

  validation {
    condition     = var.database.storage_gib >= 1 && var.database.max_storage_gib >= var.database.storage_gib
    error_message = "database.storage_gib must be 1 or more, and database.max_storage_gib not less than it."
  }

  validation {
    condition     = var.database.port >= 1 && var.database.port <= 65535 && floor(var.database.port) == var.database.port
    error_message = "database.port must be a whole number from 1 to 65535."
  }
}

variable "cache" {
  description = "Redis, or what the cloud has in its place."
  type = object({
    enabled          = bool
    engine           = optional(string, "redis")
    version          = optional(string)
    image            = optional(string)
    identifier       = optional(string)
    port             = optional(number, 6379)
    node_type        = optional(string)
    node_count       = optional(number, 1)
    storage_gib      = optional(number, 1)
    persistence      = optional(bool, true)
    maxmemory_policy = optional(string, "noeviction")
    password_secret  = optional(object({ name = string, key = string }))
  })
  nullable = false

  validation {
    condition     = var.cache.engine == "redis"
    error_message = "cache.engine must be redis."
  }

  validation {
    condition     = var.cache.node_count >= 1 && var.cache.node_count <= 6
    error_message = "cache.node_count must be 1 to 6."
  }

  validation {
    condition     = !(var.cache.enabled && var.cloud_provider == "linode")
    error_message = "cache.enabled must be false: linode has no managed Redis."
  }

  validation {
    condition     = var.cache.port >= 1 && var.cache.port <= 65535 && floor(var.cache.port) == var.cache.port
    error_message = "cache.port must be a whole number from 1 to 65535."
  }
}

variable "dns" {
  description = "Domain, and the host names below it that lead to the load balancer."
  type        = object({ enabled = bool, domain = string, hosts = list(string) })
  nullable    = false

  validation {
    condition     = alltrue([for host in var.dns.hosts : host == var.dns.domain || endswith(host, ".${var.dns.domain}")])
    error_message = "Each of dns.hosts must be dns.domain or a name below it."
  }
}

variable "certificate" {
  description = "TLS of the hosts; `issuer` is the one in the cluster that makes it, absent: the cloud makes it or it is given."
  type        = object({ enabled = bool, issuer = optional(string) })
  nullable    = false
}

variable "registries" {
  description = "Registries that images come from; Docker Hub is docker.io."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "services" {
  description = "Programs that run all the time. Amounts are of one instance; targets are percentages of the request."
  type = map(object({
    image                = string
    port                 = optional(number)
    host                 = optional(string)
    path                 = optional(string)
    min_instances        = number
    max_instances        = number
    cpu_target           = optional(number)
    memory_target        = optional(number)
    health_path          = optional(string)
    cpu_millicores       = number
    memory_mib           = number
    cpu_limit_millicores = number
    memory_limit_mib     = number
    user_id              = number
    command              = optional(list(string))
    args                 = optional(list(string))
    environment          = optional(map(string), {})
    secret_environment   = optional(map(object({ name = string, key = string, as_file = bool })), {})
    needs                = optional(list(string), [])
  }))
  nullable = false

  validation {
    condition     = alltrue([for service in values(var.services) : try(service.port >= 1 && service.port <= 65535 && floor(service.port) == service.port, service.port == null)])
    error_message = "The port of a service must be a whole number from 1 to 65535."
  }

  validation {
    condition     = alltrue([for service in values(var.services) : service.min_instances >= 0 && service.max_instances >= service.min_instances])
    error_message = "min_instances of a service must be 0 or more, and max_instances not less than it."
  }

  validation {
    condition     = alltrue([for service in values(var.services) : try(service.cpu_target >= 1 && service.cpu_target <= 100, service.cpu_target == null)])
    error_message = "cpu_target of a service must be 1 to 100."
  }
}

variable "externals" {
  description = "Services of others: the chosen endpoint, and its URL unless a secret holds it."
  type = map(object({
    endpoint   = string
    url        = optional(string)
    url_secret = optional(object({ name = string, key = string }))
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for external in values(var.externals) : (external.url == null) != (external.url_secret == null)])
    error_message = "An external has either url or url_secret."
  }
}

variable "secrets" {
  description = "Secrets by name, their keys, and how many random bytes a root may make for a key; absent: a person provides it."
  type        = map(map(object({ generate_bytes = optional(number) })))
  nullable    = false
  default     = {}
}

variable "waf" {
  description = "Web application firewall before the load balancer."
  type        = bool
  nullable    = false
  default     = false
}

variable "ddos" {
  description = "Paid protection against denial of service."
  type        = bool
  nullable    = false
  default     = false
}

variable "allowed_cidrs" {
  description = "Networks that may reach the application; empty: all."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "Each of allowed_cidrs must be a network in CIDR notation without host bits."
  }
}

variable "logs" {
  description = "How long logs are kept."
  type        = object({ retention_days = number })
  nullable    = false
  default     = { retention_days = 30 }

  validation {
    condition     = var.logs.retention_days >= 1 && var.logs.retention_days <= 3650
    error_message = "logs.retention_days must be 1 to 3650."
  }
}

variable "backup" {
  description = "When data is backed up, as a cron schedule in UTC, and how many days a backup is kept."
  type        = object({ enabled = bool, schedule = optional(string), keep_days = optional(number, 0) })
  nullable    = false
  default     = { enabled = false }

  validation {
    condition     = var.backup.keep_days >= 0 && var.backup.keep_days <= 35
    error_message = "backup.keep_days must be 0 to 35."
  }

  validation {
    condition     = !var.backup.enabled || var.backup.schedule != null
    error_message = "backup.schedule must be given where backup.enabled is true."
  }
}

variable "notification_address" {
  description = "Email address that alarms of the cloud go to; null: none."
  type        = string
  default     = null

  validation {
    condition     = try(length(regexall("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.notification_address)) == 1, var.notification_address == null)
    error_message = "notification_address must be an email address."
  }
}

variable "monthly_budget" {
  description = "Amount a month, in the currency of the account, at which notification_address is told; null: none."
  type        = number
  default     = null

  validation {
    condition     = try(var.monthly_budget >= 1, var.monthly_budget == null)
    error_message = "monthly_budget must be 1 or more."
  }

  validation {
    condition     = var.monthly_budget == null || var.notification_address != null
    error_message = "monthly_budget needs a notification_address."
  }
}

variable "features" {
  description = "What is switched on."
  type        = object({ autoscaling = bool, load_balancer = bool, cdn = bool, api_gateway = bool })
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  nullable    = false
  default     = {}
}

variable "container_networks" {
  description = "Networks of the engine of the root local, by name: one for each pair that talks, `internal` without a way outside."
  type        = map(object({ subnet = string, internal = bool }))
  nullable    = false
  default     = {}
}

variable "containers" {
  description = "What the root local runs; empty for clouds. Durations in seconds; files and secret_files by their path in the container."
  type = map(object({
    image                = string
    is_service           = bool
    replicas             = number
    entrypoint           = optional(list(string))
    command              = optional(list(string))
    user_id              = number
    environment          = optional(map(string), {})
    secret_environment   = optional(map(object({ name = string, key = string })), {})
    files                = optional(map(string), {})
    secret_files         = optional(map(object({ name = string, key = string })), {})
    volumes              = optional(map(string), {})
    writable_paths       = optional(list(string), [])
    networks             = list(string)
    port                 = optional(number)
    host_port            = optional(number)
    cpu_limit_millicores = number
    memory_limit_mib     = number
    shared_memory_mib    = optional(number)
    stop_seconds         = number
    health_check = optional(object({
      test                 = list(string)
      interval_seconds     = number
      timeout_seconds      = number
      retries              = number
      start_period_seconds = number
    }))
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for container in values(var.containers) : container.replicas >= 0 && container.replicas <= 100])
    error_message = "replicas of a container must be 0 to 100."
  }

  validation {
    condition     = alltrue(flatten([for container in values(var.containers) : [for network in container.networks : contains(keys(var.container_networks), network)]]))
    error_message = "Each network of a container must be one of container_networks."
  }
}
