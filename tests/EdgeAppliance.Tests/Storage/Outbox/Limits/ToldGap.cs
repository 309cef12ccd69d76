using System.Text.Json;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Storage.Outbox.Limits;

/// <summary>What a gap record says.</summary>
internal sealed record ToldGap(string Stream, long First, long Last, long Count, string Reason)
{
    public static ToldGap Of((RecordType Type, string Stream, long Sequence, string Data) record)
    {
        Assert.Equal(RecordType.Gap, record.Type);
        using var data = JsonDocument.Parse(record.Data);
        var root = data.RootElement;
        Assert.Equal(record.Stream, root.GetProperty("stream").GetString());
        Assert.Equal(record.Sequence, root.GetProperty("last").GetInt64());
        return new ToldGap(record.Stream, root.GetProperty("first").GetInt64(), root.GetProperty("last").GetInt64(), root.GetProperty("count").GetInt64(), root.GetProperty("reason").GetString()!);
    }
}
