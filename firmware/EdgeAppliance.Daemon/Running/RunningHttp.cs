using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Daemon.Running;

/// <summary>Opens the door to what the appliance has to show and can be asked for.</summary>
internal static class RunningHttp
{
    /// <exception cref="IOException">An address is taken.</exception>
    public static Task<HttpHost> Open(Appliance appliance, DesiredStates desired, DeviceLink devices, CancellationToken stop)
    {
        var (around, configuration) = (appliance.Around, appliance.Configuration);
        var options = new HttpHostOptions(configuration.Listen.Http, around.State.Path) { SecureEndPoints = configuration.Listen.Https, Tls = () => appliance.Sources.Tls };
        var surroundings = new HttpSurroundings(new ApplianceView(appliance), new ApplianceActions(appliance), around.Loggers, around.Time)
        {
            Peers = appliance.Peers,
            Intake = appliance.Sources.Http, Live = appliance.Live, Desired = desired, Devices = devices,
            Enrolment = appliance.Devices.Enrolment, Admission = appliance.Devices.Admission, Failures = appliance.Devices.Failures,
        };
        return HttpHost.Start(options, surroundings, stop);
    }
}
