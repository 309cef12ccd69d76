using System.Globalization;
using System.Text;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Takes the marks off characters: of a canonical decomposition (Unicode Standard Annex 15, NFD) what is no nonspacing mark. The runtime's
/// own normalization does nothing where it runs without cultures, as the appliance does.</summary>
internal static class AccentTable
{
    /// <summary>No character leaves more than that.</summary>
    public const int PartsMax = 4;

    private const string Resource = "decompositions.txt";
    private const int HangulFirst = 0xAC00, HangulLast = 0xD7A3, Leads = 0x1100, Vowels = 0x1161, Tails = 0x11A7, VowelCount = 21, TailCount = 28;

    private static readonly Dictionary<int, int[]> s_parts = Read();

    /// <param name="room">At least <see cref="PartsMax"/> long.</param>
    public static ReadOnlySpan<int> PartsOf(Rune rune, Span<int> room)
    {
        if (!rune.IsAscii)
        {
            if (rune.Value is >= HangulFirst and <= HangulLast) return Jamo(rune.Value - HangulFirst, room);
            if (s_parts.TryGetValue(rune.Value, out int[]? parts)) return parts;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) return [];
        }
        room[0] = rune.Value;
        return room[..1];
    }

    // The Unicode Standard, section 3.12.
    private static Span<int> Jamo(int syllable, Span<int> room)
    {
        int tail = syllable % TailCount;
        room[0] = Leads + syllable / (VowelCount * TailCount);
        room[1] = Vowels + syllable / TailCount % VowelCount;
        room[2] = Tails + tail;
        return room[..(tail == 0 ? 2 : 3)];
    }

    private static Dictionary<int, int[]> Read()
    {
        using var stream = typeof(AccentTable).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var parts = new Dictionary<int, int[]>();
        while (reader.ReadLine() is { } line)
        {
            foreach (string entry in line.Split(';'))
            {
                int[] codes = Array.ConvertAll(entry.Split(' '), code => int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                parts.Add(codes[0], codes[1..]);
            }
        }
        return parts;
    }
}
