using EdgeAppliance.Bundles;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What this device lacks for a bundle.</summary>
/// <param name="IsPassing">Whether it is nothing but channels that no source has sent yet.</param>
internal sealed record Lacking(string Reason, bool IsPassing)
{
    /// <param name="whyNot">What the device lacks; null where it lacks nothing.</param>
    public static Lacking? Of(BundleManifest manifest, Func<BundleManifest, string?> whyNot) =>
        whyNot(manifest) is { } reason ? new(reason, whyNot(manifest with { Requires = manifest.Requires with { Channels = [] } }) is null) : null;
}
