using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>A role that may tell of some targets in another's stead.</summary>
/// <param name="Name">Of its metadata, without <c>.json</c>.</param>
/// <param name="Paths">Patterns of names; <c>*</c> and <c>?</c> stay within a segment.</param>
/// <param name="HashPrefixes">Or hexadecimal digits that the SHA-256 of a name begins with.</param>
/// <param name="IsTerminating">What it does not know of, nobody behind it is asked for.</param>
public sealed record DelegatedRole(string Name, TufRole Role, IReadOnlyList<string> Paths, IReadOnlyList<string> HashPrefixes, bool IsTerminating)
{
    /// <summary>False where it can tell of nothing below a folder; where hashes choose its names, nobody can know.</summary>
    public bool MayCoverBelow(string folder) => HashPrefixes.Count > 0 || Paths.Any(pattern => PathPattern.MayMatchBelow(pattern, folder));

    public bool Covers(string target)
    {
        foreach (string pattern in Paths)
            if (PathPattern.Matches(pattern, target)) return true;
        if (HashPrefixes.Count == 0) return false;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)));
        foreach (string prefix in HashPrefixes)
            if (hash.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }
}
