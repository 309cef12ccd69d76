using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Makes the gap record that takes the place of a record that is not sent.</summary>
internal sealed class GapWriter
{
    private const int SubjectBytesMax = 256;

    private readonly byte[] _gap = new byte[4096];

    /// <returns>Valid until the next call.</returns>
    public PackedRecord For(scoped in PackedRecord record, string reason)
    {
        string stream = JsonEncodedText.Encode(record.Stream, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        long sequence = record.Header.Sequence;
        string data = $$"""{"stream":"{{stream}}","first":{{sequence}},"last":{{sequence}},"reason":"{{reason}}"}""";
        var subject = record.Subject[..Math.Min(record.Subject.Length, SubjectBytesMax)];
        int size = PackedRecords.Write(_gap, record.Header with { Type = RecordType.Gap }, record.Stream, subject, Encoding.UTF8.GetBytes(data));
        PackedRecords.TryRead(_gap.AsSpan(0, size), out var gap, out _);
        return gap;
    }
}
