using System.Text.Json;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What is shown of the devices that are known.</summary>
internal static class DeviceView
{
    public static DevicesPage Page(RunningDevices devices, DateTimeOffset now) =>
        Page(devices.Registry, devices.Failures, now) with { Enforced = devices.Admission is not null };

    public static DevicesPage Page(DeviceRegistry registry, AdmissionFailures failures, DateTimeOffset now) => new()
    {
        Devices = [.. registry.All.Select(device => Page(device, now)).OrderBy(device => device.Id, StringComparer.Ordinal)],
        Admitted = failures.Of(AdmissionVerdict.Admitted),
        Refused = Refused(failures.Of),
        RefusedAt = RefusedAt(failures),
        PublishesDenied = failures.PublishesDenied,
        SubscriptionsDenied = failures.SubscriptionsDenied,
    };

    private static DeviceStatus Page(KnownDevice device, DateTimeOffset now) => new()
    {
        Id = device.Record.Id,
        Tenant = device.Record.Tenant,
        State = device.StateAt(now),
        Connections = device.Connections,
        Credentials = [.. device.Record.Credentials.Select(DeviceFormat.TypeOf)],
        Publish = device.Record.Publish,
        Subscribe = device.Record.Subscribe,
        Created = device.Record.Created,
        Expires = device.Record.Expires,
        Revoked = device.Record.Revoked,
        CertificateExpires = device.Record.Credentials.OfType<IssuedCredential>().Max(issued => (DateTimeOffset?)issued.Expires),
    };

    private static Dictionary<string, long> Refused(Func<AdmissionVerdict, long> of)
    {
        var refused = new Dictionary<string, long>();
        foreach (var verdict in Enum.GetValues<AdmissionVerdict>())
            if (verdict != AdmissionVerdict.Admitted) refused.Add(JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString()), of(verdict));
        return refused;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, long>> RefusedAt(AdmissionFailures failures)
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, long>>();
        foreach (var door in Enum.GetValues<DeviceDoor>())
        {
            var refused = Refused(verdict => failures.Of(verdict, door)).Where(one => one.Value > 0).ToDictionary();
            if (refused.Count > 0) all.Add(JsonNamingPolicy.CamelCase.ConvertName(door.ToString()), refused);
        }
        return all;
    }
}
