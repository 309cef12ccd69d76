using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Running;

/// <summary>A source as it was configured, at work.</summary>
internal sealed record RunningSource(SourceConfiguration Configuration, ISource Source);
