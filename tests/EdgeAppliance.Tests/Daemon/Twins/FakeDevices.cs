using System.Text;
using System.Text.Json;
using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Tests.Daemon.Twins;

/// <summary>Devices that answer what the test says.</summary>
internal sealed class FakeDevices : IDeviceLink
{
    public List<string> Told { get; } = [];

    public DeviceAnswer Answer { get; set; } = new(DeviceAnswerKind.Done);

    public Task<DeviceAnswer> Command(string device, string name, JsonElement value, TimeSpan wait, CancellationToken stop)
    {
        Told.Add($"{device} {name} {value.GetRawText()} {wait.TotalSeconds}");
        return Task.FromResult(Answer);
    }

    public Task Tell(string device, DesiredState desired, CancellationToken stop)
    {
        Told.Add($"{device} {desired.Version} {Encoding.UTF8.GetString(desired.Json)}");
        return Task.CompletedTask;
    }
}
