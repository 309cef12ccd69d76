using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>A block map as bmaptool writes it (format 2.0): which blocks of an image hold something, with a checksum for each run of them, and one over the map.</summary>
/// <param name="ImageBytes">Of the whole image.</param>
internal sealed record BlockMap(long ImageBytes, IReadOnlyList<BlockRange> Ranges)
{
    private const int FileBytesMax = 16 << 20;
    private const int RangesMax = 1 << 20;
    private const string MapSum = "BmapFileChecksum";

    /// <exception cref="InvalidDataException">It is none, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BlockMap Read(string file)
    {
        if (new FileInfo(file).Length > FileBytesMax) throw new InvalidDataException($"{file} has more than {FileBytesMax} bytes");
        byte[] text = File.ReadAllBytes(file);
        try
        {
            return Parse(text);
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{file} is no block map: {e.Message}", e);
        }
    }

    private static BlockMap Parse(byte[] text)
    {
        long image = 0, block = 0;
        string? sum = null;
        var spans = new List<(long First, long Last, string? Sum)>();
        using var xml = XmlReader.Create(new MemoryStream(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, IgnoreComments = true });
        while (!xml.EOF)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                xml.Read();
                continue;
            }
            switch (xml.Name)
            {
                case "ImageSize": image = Number(xml.ReadElementContentAsString()); break;
                case "BlockSize": block = Number(xml.ReadElementContentAsString()); break;
                case MapSum: sum = xml.ReadElementContentAsString().Trim(); break;
                case "Range":
                    if (spans.Count == RangesMax) throw new FormatException("it has too many ranges");
                    string? chksum = xml.GetAttribute("chksum");
                    spans.Add(Span(xml.ReadElementContentAsString(), chksum));
                    break;
                default: xml.Read(); break;
            }
        }
        if (image <= 0 || block is <= 0 or > 1 << 24) throw new FormatException("it says no sizes");
        CheckSum(text, sum);
        return new BlockMap(image, Bytes(spans, image, block));
    }

    /// <summary>Over the file with zeros in the place of the sum.</summary>
    private static void CheckSum(byte[] text, string? sum)
    {
        if (sum is not { Length: 64 }) throw new FormatException("it has no checksum of its own");
        int at = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(sum));
        byte[] copy = [.. text];
        copy.AsSpan(at, sum.Length).Fill((byte)'0');
        if (Convert.ToHexStringLower(SHA256.HashData(copy)) != sum) throw new FormatException("its checksum is another");
    }

    private static List<BlockRange> Bytes(List<(long First, long Last, string? Sum)> spans, long image, long block)
    {
        var ranges = new List<BlockRange>();
        long next = 0;
        foreach (var (first, last, sum) in spans)
        {
            if (first < next || last < first || checked(first * block) >= image) throw new FormatException($"its range {first}-{last} is not in order, or outside of the image");
            ranges.Add(new BlockRange(first * block, Math.Min(checked((last + 1) * block), image) - first * block, sum));
            next = last + 1;
        }
        return ranges;
    }

    private static (long First, long Last, string? Sum) Span(string text, string? sum)
    {
        string[] ends = text.Trim().Split('-');
        return (Number(ends[0]), Number(ends[^1]), sum);
    }

    private static long Number(string text) => long.Parse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
