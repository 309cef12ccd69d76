namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>A shell's pattern over names of targets, as a delegation has it: <c>*</c> stands for any characters and <c>?</c> for one, none of
/// which is a '/'; the pattern has as many segments as the name.</summary>
internal static class PathPattern
{
    public static bool Matches(string pattern, string name)
    {
        string[] patterns = pattern.Split('/'), segments = name.Split('/');
        if (patterns.Length != segments.Length) return false;
        for (int i = 0; i < patterns.Length; i++)
            if (!MatchesSegment(patterns[i], segments[i])) return false;
        return true;
    }

    /// <summary>True where the pattern may match names below a folder.</summary>
    public static bool MayMatchBelow(string pattern, string folder)
    {
        string[] patterns = pattern.Split('/'), segments = folder.Split('/');
        if (patterns.Length <= segments.Length) return false;
        for (int i = 0; i < segments.Length; i++)
            if (!MatchesSegment(patterns[i], segments[i])) return false;
        return true;
    }

    /// <summary>Goes back to the last star only, so that no pattern takes longer than both lengths multiplied.</summary>
    private static bool MatchesSegment(ReadOnlySpan<char> pattern, ReadOnlySpan<char> segment)
    {
        int at = 0, next = 0, star = -1, starNext = 0;
        while (next < segment.Length)
        {
            if (at < pattern.Length && pattern[at] == '*') (star, starNext) = (at++, next);
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == segment[next])) (at, next) = (at + 1, next + 1);
            else if (star >= 0) (at, next) = (star + 1, ++starNext);
            else return false;
        }
        return pattern[at..].Trim('*').IsEmpty;
    }
}
