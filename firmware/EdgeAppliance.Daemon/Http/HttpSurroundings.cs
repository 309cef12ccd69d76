using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.SiteCa;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Daemon.Updates.Peers;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Http;

/// <summary>What comes in from outside to the HTTP host.</summary>
internal sealed record HttpSurroundings(IApplianceView View, IApplianceActions Actions, ILoggerFactory Loggers, TimeProvider Time)
{
    /// <summary>Readings as they come.</summary>
    public required LiveReadings Live { get; init; }

    /// <summary>How devices are spoken to.</summary>
    public required IDeviceLink Devices { get; init; }

    /// <summary>What devices are wanted to be.</summary>
    public required DesiredStates Desired { get; init; }

    /// <summary>Null where no devices are known, and whoever has a token for it may post.</summary>
    public DeviceAdmission? Admission { get; init; }

    /// <summary>Counts wrong credentials, whatever they come by.</summary>
    public AdmissionFailures Failures { get; init; } = new(Time, Loggers.CreateLogger<AdmissionFailures>());

    /// <summary>Null where the appliance issues no certificates.</summary>
    public Enrolment? Enrolment { get; init; }

    /// <summary>What other appliances of the site may fetch.</summary>
    public PeerFiles Peers { get; init; } = PeerFiles.None;

    /// <summary>Where readings are posted to.</summary>
    public HttpIntake Intake { get; init; } = new(Loggers.CreateLogger<HttpIntake>());
}
