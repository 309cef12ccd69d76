using System.Text;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Claims;

/// <summary>The claims as a table: what is promised, what was measured, whether it held. Wraps where the terminal is narrow.</summary>
internal static class ClaimTable
{
    private const int ClaimWidthMax = 44;
    private const int MeasuredWidthMax = 52;
    private const string Gap = "  ";

    public static string Write(IReadOnlyList<Claim> claims, Style style, int width)
    {
        int first = Math.Min(ClaimWidthMax, claims.Max(claim => claim.Text.Length));
        int second = Math.Max(16, Math.Min(MeasuredWidthMax, width - first - 2 * Gap.Length - "held".Length));
        var text = new StringBuilder();
        text.Append(style.Bold("claim".PadRight(first) + Gap + "measured".PadRight(second) + Gap + "held")).Append('\n');
        foreach (var claim in claims) Row(text, claim, style, first, second);
        return text.ToString();
    }

    private static void Row(StringBuilder text, Claim claim, Style style, int first, int second)
    {
        var left = Words.Wrap(claim.Text, first);
        var right = Words.Wrap(claim.Measured, second);
        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            string line = (i < left.Count ? left[i] : "").PadRight(first) + Gap + (i < right.Count ? right[i] : "").PadRight(second);
            text.Append(i == 0 ? line + Gap + (claim.Held ? style.Green("yes") : style.Red("NO")) : line.TrimEnd());
            text.Append('\n');
        }
    }
}
