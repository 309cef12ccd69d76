using System.Text;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>Makes a model's file larger and nothing else: a text that describes it, field 6 of ONNX's ModelProto, at its end.</summary>
internal static class Ballast
{
    private const byte DescriptionTag = (6 << 3) | 2;

    public static void Add(string modelFile, string text)
    {
        using var file = new FileStream(modelFile, FileMode.Append);
        file.WriteByte(DescriptionTag);
        uint length = (uint)text.Length;
        for (; length >= 0x80; length >>= 7) file.WriteByte((byte)(length | 0x80));
        file.WriteByte((byte)length);
        file.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Text that no other has a chunk of.</summary>
    public static string Random(int characters, Random chance)
    {
        byte[] bytes = new byte[characters / 2];
        chance.NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }
}
