using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Whether whoever publishes a set of models may publish each of them: 1 the roles that tell of the set's files; 2 each must be one that
/// may tell of the member's own manifest as well.</summary>
internal static class SetMembers
{
    /// <param name="bundle">Of any kind, with all its files.</param>
    /// <returns>Null where nothing is wrong.</returns>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">A role is not trusted.</exception>
    /// <exception cref="IOException">The repository failed.</exception>
    public static async Task<string?> WhyNot(BundleOffer offer, BundleFolder bundle, TufClient client, CancellationToken stop)
    {
        if (bundle.Manifest.Members.Count == 0) return null;
        var tellers = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in offer.Files.Keys) tellers.Add(await client.Teller(offer.NameOf(file), stop)); // 1
        foreach (string folder in bundle.Manifest.Members)
        {
            if (!TryOpen(bundle, folder, out var member, out string? wrong)) return wrong;
            foreach (string role in tellers) // 2
                if (!await client.MayTell(role, BundleOffer.NameOf(member.Name, member.Version), stop)) return $"its publisher, '{role}', may not publish {member.Name} {member.Version}";
        }
        return null;
    }

    private static bool TryOpen(BundleFolder bundle, string folder, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BundleManifest? member, out string? wrong)
    {
        try
        {
            (member, wrong) = (bundle.Member(folder).Manifest, null);
            return true;
        }
        catch (BundleException e)
        {
            (member, wrong) = (null, e.Message);
            return false;
        }
    }
}
