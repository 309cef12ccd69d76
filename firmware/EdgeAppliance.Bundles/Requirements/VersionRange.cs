namespace EdgeAppliance.Bundles.Requirements;

/// <summary>Versions that will do, as <c>&gt;=1.20 &lt;2</c>: comparisons with a space between, which must all hold; by <see cref="VersionOrder"/>.</summary>
public sealed class VersionRange
{
    private const int CharsMax = 128;
    private const int ComparisonsMax = 4;
    private static readonly string[] s_operators = [">=", "<=", ">", "<", "="];

    private readonly string _text;
    private readonly List<(string Operator, string Version)> _comparisons;

    private VersionRange(string text, List<(string, string)> comparisons) => (_text, _comparisons) = (text, comparisons);

    public static bool IsRange(string text) => Parse(text) is not null;

    /// <returns>Null where it is none.</returns>
    public static VersionRange? Parse(string text)
    {
        if (text.Length > CharsMax) return null;
        var comparisons = new List<(string, string)>();
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Array.Find(s_operators, sign => part.StartsWith(sign, StringComparison.Ordinal)) is not { } found) return null;
            string version = part[found.Length..];
            if (comparisons.Count == ComparisonsMax || !BundlePath.IsVersion(version)) return null;
            comparisons.Add((found, version));
        }
        return comparisons.Count == 0 ? null : new VersionRange(text, comparisons);
    }

    public bool Holds(string version) => _comparisons.TrueForAll(wanted => Holds(VersionOrder.Instance.Compare(version, wanted.Version), wanted.Operator));

    public override string ToString() => _text;

    private static bool Holds(int order, string comparison) => comparison switch
    {
        ">=" => order >= 0,
        "<=" => order <= 0,
        ">" => order > 0,
        "<" => order < 0,
        _ => order == 0,
    };
}
