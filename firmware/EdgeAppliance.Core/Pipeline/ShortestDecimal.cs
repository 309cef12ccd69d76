using System.Buffers.Text;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Writes a number with the fewest digits that read back the same, and of these the nearest: byte for byte as
/// <see cref="Utf8Formatter"/> does, in a third of its time. Numbers below 1e-4 and from 1e15 on are left to it.</summary>
/// <remarks>R. Giulietti, "The Schubfach way to render doubles", 2022. A number c · 2^q lies between two neighbours half a unit away; with k so that 10^k
/// is just not more than 2^q, the tens and ones of that interval by 10^k hold the shortest decimal.</remarks>
internal static class ShortestDecimal
{
    private const double PlainMin = 1e-4;
    private const double PlainMax = 1e15;
    private const int FractionBits = 52;
    private const int PowersMax = 23;
    private const int DigitsMax = 17;
    private const ulong Low63 = long.MaxValue;

    // 10^n shifted up to 126 bits, and one more, as two halves of 63 bits.
    private static readonly ulong[] PowersHigh = new ulong[PowersMax];
    private static readonly ulong[] PowersLow = new ulong[PowersMax];

    static ShortestDecimal()
    {
        UInt128 power = 1;
        for (int n = 0; n < PowersMax; n++, power *= 10)
        {
            var shifted = (power << ((int)UInt128.LeadingZeroCount(power) - 2)) + 1;
            (PowersHigh[n], PowersLow[n]) = ((ulong)(shifted >> 63), (ulong)shifted & Low63);
        }
    }

    /// <param name="text">32 bytes or more.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(double value, Span<byte> text)
    {
        double size = Math.Abs(value);
        if (!(size is >= PlainMin and < PlainMax))
        {
            Utf8Formatter.TryFormat(value, text, out int written);
            return written;
        }
        int sign = 0;
        if (value < 0) text[sign++] = (byte)'-';
        var (digits, exponent) = Shortest(BitConverter.DoubleToUInt64Bits(size));
        return sign + Write(digits, -exponent, text[sign..]);
    }

    /// <param name="bits">Of a number from 1e-4 to 1e15.</param>
    /// <returns>Digits · 10^Exponent, without zeros at the end behind the point; the exponent is not more than 0.</returns>
    private static (ulong Digits, int Exponent) Shortest(ulong bits)
    {
        ulong fraction = bits & ((1UL << FractionBits) - 1);
        ulong c = fraction | (1UL << FractionBits);
        int q = (int)(bits >> FractionBits) - 1075;
        if (q > -53 && (c & ((1UL << -q) - 1)) == 0) return (c >> -q, 0);

        // The lower neighbour of a power of two is only a quarter of a unit away.
        bool irregular = fraction == 0;
        int k = irregular ? FloorLog10Of3Quarters(q) : FloorLog10(q);
        int h = q + FloorLog2Of10To(-k) + 2;
        (ulong high, ulong low) = (PowersHigh[-k], PowersLow[-k]);
        ulong odd = c & 1;
        ulong lower = Rounded(high, low, ((c << 2) - (irregular ? 1UL : 2UL)) << h) + odd;
        ulong middle = Rounded(high, low, (c << 2) << h);
        ulong upper = Rounded(high, low, ((c << 2) + 2) << h) - odd;

        ulong s = middle >> 2;
        ulong ten = s / 10 * 10;
        bool down = lower <= ten << 2, up = (ten + 10) << 2 <= upper;
        if (down != up) return WithoutZeros(down ? ten : ten + 10, k);
        (down, up) = (lower <= s << 2, (s + 1) << 2 <= upper);
        if (down != up) return (down ? s : s + 1, k);
        long beyond = (long)(middle - ((s << 2) + 2));
        return (beyond < 0 || (beyond == 0 && (s & 1) == 0) ? s : s + 1, k);
    }

    /// <summary>c · g / 2^127, its last bit set where there is a rest.</summary>
    private static ulong Rounded(ulong high, ulong low, ulong c)
    {
        ulong carried = Math.BigMul(low, c, out _);
        ulong upper = Math.BigMul(high, c, out ulong lower);
        ulong sum = (lower >> 1) + carried;
        return (upper + (sum >> 63)) | (((sum & Low63) + Low63) >> 63);
    }

    // There are 16 zeros at most.
    private static (ulong Digits, int Exponent) WithoutZeros(ulong digits, int exponent)
    {
        (digits, exponent) = Without(digits, exponent, 100_000_000, 8);
        (digits, exponent) = Without(digits, exponent, 10_000, 4);
        (digits, exponent) = Without(digits, exponent, 100, 2);
        (digits, exponent) = Without(digits, exponent, 10, 1);
        return Without(digits, exponent, 10, 1);
    }

    private static (ulong Digits, int Exponent) Without(ulong digits, int exponent, ulong power, int zeros)
    {
        var (quotient, rest) = Math.DivRem(digits, power);
        return rest == 0 && exponent + zeros <= 0 ? (quotient, exponent + zeros) : (digits, exponent);
    }

    /// <param name="behind">How many of the digits stand behind the point.</param>
    private static int Write(ulong digits, int behind, Span<byte> text)
    {
        if (behind == 0)
        {
            Utf8Formatter.TryFormat(digits, text, out int whole);
            return whole;
        }
        Span<byte> all = stackalloc byte[DigitsMax + 3];
        Utf8Formatter.TryFormat(digits, all, out int count);
        int before = count - behind;
        if (before > 0)
        {
            all[..before].CopyTo(text);
            text[before] = (byte)'.';
            all[before..count].CopyTo(text[(before + 1)..]);
            return count + 1;
        }
        "0.000"u8.CopyTo(text);
        all[..count].CopyTo(text[(2 - before)..]);
        return count + 2 - before;
    }

    // floor(q · log10 2), floor(q · log10 2 + log10 3/4) and floor(n · log2 10), exact for all doubles.
    private static int FloorLog10(int q) => (int)((q * 661_971_961_083L) >> 41);

    private static int FloorLog10Of3Quarters(int q) => (int)((q * 661_971_961_083L - 274_743_187_321L) >> 41);

    private static int FloorLog2Of10To(int n) => (int)((n * 913_124_641_741L) >> 38);
}
