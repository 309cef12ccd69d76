namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Which names of roles and targets may become paths and addresses.</summary>
internal static class SafeName
{
    private const int CharsMax = 200;

    /// <summary>One plain segment.</summary>
    public static bool IsRole(string name) => name.Length is > 0 and <= CharsMax && IsSegment(name);

    /// <summary>Plain segments with '/' between them.</summary>
    public static bool IsTarget(string name) => name.Length is > 0 and <= CharsMax && Array.TrueForAll(name.Split('/'), IsSegment);

    private static bool IsSegment(string segment)
    {
        if (segment is "" or "." or "..") return false;
        foreach (char c in segment)
            if (char.IsControl(c) || c is '/' or '\\' or ':' or '?' or '#' or '%' or '*' or '"' or '<' or '>' or '|') return false;
        return true;
    }
}
