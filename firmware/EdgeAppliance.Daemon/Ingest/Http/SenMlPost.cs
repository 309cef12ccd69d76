using System.Globalization;
using EdgeAppliance.Daemon.Ingest.SenMl;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads a SenML pack (RFC 8428).</summary>
internal sealed class SenMlPost(PayloadMapping mapping, PayloadLimits limits, PostDevices devices)
{
    private readonly SenMlRows _rows = new(limits, mapping.Conversions);

    public PostFault Read(ReadOnlySpan<byte> body, bool isCbor, in PostOrigin origin, RowBuffer rows)
    {
        var fault = devices.Of(origin, out var device);
        if (!fault.IsNone) return fault;
        var error = _rows.Read(body, isCbor, origin.TimeUs, device!, out var read, out int record);
        if (error != PayloadError.None) return new PostFault(error, -1) { Within = string.Create(CultureInfo.InvariantCulture, $"#/{record}") };
        foreach (var row in read)
        {
            if (rows.Count >= limits.RowsMax || rows.ValueCount + row.Values.Length > limits.ValuesMax) return new PostFault(PayloadError.TooManyRows, -1);
            rows.Add(device!, row.Channels, row.TimeUs, row.Values);
        }
        return PostFault.None;
    }
}
