using EdgeAppliance.Bundles;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Manifests of versions that this device lacked something for, until the next start. One thread at a time.</summary>
internal sealed class LackedManifests
{
    private const int Most = 64;

    private readonly Dictionary<string, BundleManifest> _manifests = new(StringComparer.Ordinal);

    public BundleManifest? Find(BundleOffer offer) => _manifests.GetValueOrDefault(KeyOf(offer));

    public void Keep(BundleOffer offer, BundleManifest manifest)
    {
        if (_manifests.Count >= Most) _manifests.Clear();
        _manifests[KeyOf(offer)] = manifest;
    }

    /// <summary>A version may be published anew, with another manifest.</summary>
    private static string KeyOf(BundleOffer offer) =>
        string.Join(' ', offer.Files[BundleManifest.FileName].Hashes.OrderBy(hash => hash.Key, StringComparer.Ordinal).Select(hash => Convert.ToHexStringLower(hash.Value)).Prepend($"{offer.Model} {offer.Version}"));
}
