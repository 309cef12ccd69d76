using System.Text.Json;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>Speaks to devices, whatever they speak.</summary>
internal interface IDeviceLink
{
    /// <param name="wait">How long an answer is waited for; zero for not at all.</param>
    Task<DeviceAnswer> Command(string device, string name, JsonElement value, TimeSpan wait, CancellationToken stop);

    /// <summary>Tells a device what it is wanted to be, so that it hears it now or when it comes.</summary>
    Task Tell(string device, DesiredState desired, CancellationToken stop);
}
