namespace EdgeAppliance.FuzzTests.Engine;

/// <summary>Makes a damaged input out of good ones; the same one for the same random numbers.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> tokens)
{
    private const int BytesMax = 1 << 17;
    private static readonly byte[] Telling = [0x00, 0x01, 0x7f, 0x80, 0xc0, 0xfe, 0xff, (byte)'"', (byte)'\\', (byte)'{', (byte)'[', (byte)'-'];

    public byte[] Make(Random random) => Damage(corpus[random.Next(corpus.Count)], random);

    public byte[] Damage(byte[] input, Random random)
    {
        // Mostly little damage: what is broken everywhere is refused at its first byte.
        int count = 1 + random.Next(1 + random.Next(8));
        for (int i = 0; i < count; i++) input = DamageOnce(input, random);
        return input.Length <= BytesMax ? input : input[..BytesMax];
    }

    private byte[] DamageOnce(byte[] input, Random random)
    {
        int at = random.Next(input.Length + 1);
        int length = Math.Min(input.Length - at, 1 + random.Next(1 + random.Next(64)));
        switch (random.Next(9))
        {
            case 0: return WithByte(input, at, b => (byte)(b ^ (1 << random.Next(8))));
            case 1: return WithByte(input, at, _ => Telling[random.Next(Telling.Length)]);
            case 2: return [.. input[..at], .. input[(at + length)..]];
            case 3: return input[..at];
            case 4: return Repeat(input, at, length, 1 + random.Next(random.Next(8) == 0 ? 2000 : 4));
            case 5: return Insert(input, at, Any(random, length));
            case 6: return tokens.Count == 0 ? input : Insert(input, at, tokens[random.Next(tokens.Count)]);
            case 7: return Overwrite(input, at, tokens.Count == 0 ? Any(random, 8) : tokens[random.Next(tokens.Count)]);
            default: return Splice(input, at, corpus[random.Next(corpus.Count)], random);
        }
    }

    private static byte[] WithByte(byte[] input, int at, Func<byte, byte> change)
    {
        if (at == input.Length) return input;
        byte[] changed = [.. input];
        changed[at] = change(changed[at]);
        return changed;
    }

    private static byte[] Repeat(byte[] input, int at, int length, int times)
    {
        if ((long)length * times > BytesMax) return input;
        var piece = input.AsSpan(at, length);
        byte[] repeated = new byte[length * times];
        for (int i = 0; i < times; i++) piece.CopyTo(repeated.AsSpan(i * length));
        return Insert(input, at, repeated);
    }

    private static byte[] Insert(byte[] input, int at, byte[] piece) => [.. input[..at], .. piece, .. input[at..]];

    private static byte[] Overwrite(byte[] input, int at, byte[] piece) => [.. input[..at], .. piece, .. input[Math.Min(input.Length, at + piece.Length)..]];

    private static byte[] Splice(byte[] input, int at, byte[] other, Random random) => [.. input[..at], .. other[random.Next(other.Length + 1)..]];

    private static byte[] Any(Random random, int length)
    {
        byte[] any = new byte[length];
        random.NextBytes(any);
        return any;
    }
}
