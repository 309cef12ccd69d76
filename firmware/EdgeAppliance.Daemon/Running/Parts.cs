using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What everything that runs is built on, from the start to the end.</summary>
internal sealed record Parts(LiteStore Store, HealthBoard Board, Watchdog Watchdog, ILoggerFactory Loggers, TimeProvider Time);
