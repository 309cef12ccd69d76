namespace EdgeAppliance.Core.Configuration;

/// <summary>Finds the known word that a misspelt one probably means.</summary>
internal static class Spelling
{
    private const int WordLengthMax = 40;

    /// <returns>The nearest word within two edits, or null.</returns>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > WordLengthMax) return null;
        string? nearest = null;
        int least = Math.Min(3, word.Length);
        foreach (string candidate in known)
        {
            int edits = candidate.Equals(word, StringComparison.OrdinalIgnoreCase) ? 0 : Edits(word, candidate);
            if (edits >= least) continue;
            least = edits;
            nearest = candidate;
        }
        return nearest;
    }

    /// <summary>Levenshtein's distance, a row of the table at a time.</summary>
    private static int Edits(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
