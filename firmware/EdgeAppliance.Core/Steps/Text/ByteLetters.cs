namespace EdgeAppliance.Core.Steps.Text;

/// <summary>How vocabularies of byte pairs write bytes: those that print in Latin-1 as themselves, the others, in order, from U+0100 on (GPT-2's <c>bytes_to_unicode</c>).</summary>
internal static class ByteLetters
{
    public static char Of(byte value)
    {
        if (Prints(value)) return (char)value;
        int before = 0;
        for (int other = 0; other < value; other++)
            if (!Prints(other)) before++;
        return (char)(0x100 + before);
    }

    private static bool Prints(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
