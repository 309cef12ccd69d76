using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What a device may post: its patterns say so of <c>ingest/{source}/{device}</c>, as of a topic.</summary>
internal static class PostAcl
{
    /// <param name="caller">Null where it is no device, and may post for any.</param>
    /// <returns>The first device that it may not post for; null where there is none.</returns>
    public static string? Denied(KnownDevice? caller, string source, RowBuffer rows)
    {
        if (caller is null) return null;
        DeviceStream? before = null;
        for (int i = 0; i < rows.Count; i++)
        {
            var device = rows.Device(i);
            if (device == before) continue;
            if (!MayPost(caller, source, device.Device)) return device.Device;
            before = device;
        }
        return null;
    }

    public static bool MayPost(KnownDevice caller, string source, string device) => caller.Acl.MayPublish($"ingest/{source}/{device}");
}
