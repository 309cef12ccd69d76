using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Http;

/// <summary>What comes in from outside to the HTTP host.</summary>
internal sealed record HttpSurroundings(IApplianceView View, IApplianceActions Actions, ILoggerFactory Loggers, TimeProvider Time);
