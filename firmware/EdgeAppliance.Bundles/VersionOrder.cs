using System.Numerics;

namespace EdgeAppliance.Bundles;

/// <summary>Which of two versions is the newer: part by part, numbers as numbers; what comes behind a '-' is before the version without it,
/// as in Semantic Versioning 2.0, section 11, and what comes behind a '+' is of no account.</summary>
public sealed class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (core, early) = Split(x ?? "");
        var (otherCore, otherEarly) = Split(y ?? "");
        int order = CompareParts(core, otherCore);
        if (order != 0) return order;
        if (early.Length == 0 || otherEarly.Length == 0) return (early.Length == 0).CompareTo(otherEarly.Length == 0);
        return CompareParts(early, otherEarly);
    }

    private static (string Core, string Early) Split(string version)
    {
        int build = version.IndexOf('+', StringComparison.Ordinal);
        if (build >= 0) version = version[..build];
        int dash = version.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (version, "") : (version[..dash], version[(dash + 1)..]);
    }

    private static int CompareParts(string a, string b)
    {
        string[] parts = a.Split('.'), others = b.Split('.');
        for (int i = 0; i < Math.Min(parts.Length, others.Length); i++)
        {
            bool isNumber = BigInteger.TryParse(parts[i], out var number), isOtherNumber = BigInteger.TryParse(others[i], out var other);
            int order = isNumber && isOtherNumber ? number.CompareTo(other) : isNumber != isOtherNumber ? (isNumber ? -1 : 1) : string.CompareOrdinal(parts[i], others[i]);
            if (order != 0) return order;
        }
        return parts.Length.CompareTo(others.Length);
    }
}
