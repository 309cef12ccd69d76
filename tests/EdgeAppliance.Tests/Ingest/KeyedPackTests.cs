using System.Text;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.SenMl;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>SenML packs to sources that declare a key: each reading of them counts once.</summary>
public sealed class KeyedPackTests
{
    private readonly KeyedStore _store = new();

    [Theory]
    [InlineData(CoapFormat.SenMlJson)]
    [InlineData(CoapFormat.SenMlCbor)]
    public async Task TryTake_PackSentAgain_CountsOnce(int format)
    {
        using var source = Make();
        for (int i = 0; i < 2; i++) Assert.Equal(PayloadError.None, await Take(source, format, [("seq", 1, 100), ("seq", 2, 101)]));
        Assert.Equal(PayloadError.None, await Take(source, format, [("seq", 2, 101), ("seq", 3, 102)]));
        Assert.Equal([1, 2, 3], _store.Keys);
        Assert.Equal((3L, 3L), (source.Counters.Accepted, source.Counters.Repeated));
    }

    [Fact]
    public async Task TryTake_AReadingWithoutTheKey_IsRefusedWhole()
    {
        using var source = Make();
        Assert.Equal(PayloadError.KeyInvalid, await Take(source, CoapFormat.SenMlJson, [("seq", 1, 100), ("temp", 2, 101)]));
        Assert.Empty(_store.Keys);
        Assert.Equal(1, source.Counters.Refused(PayloadError.KeyInvalid));
    }

    private AmqpSource Make() =>
        new(new AmqpSourceOptions { Name = "field" }, _store.Append, new KeyMemory(_store, "field", "seq", TimeProvider.System), TimeProvider.System);

    private static async Task<PayloadError> Take(AmqpSource source, int format, (string Name, double Value, double Seconds)[] records)
    {
        const double start = 1_700_000_000;
        byte[] pack = format == CoapFormat.SenMlCbor
            ? SenMlCbor.Write([.. records.Select(record => new SenMlRecord(record.Name, null, start + record.Seconds) { Value = record.Value })])
            : Encoding.UTF8.GetBytes($"[{string.Join(',', records.Select(record => FormattableString.Invariant($$"""{"n":"{{record.Name}}","v":{{record.Value}},"t":{{start + record.Seconds}}}""")))}]");
        Assert.True(source.TryResolve("telemetry/pump-7", out var device));
        Assert.True(source.TryTake(device!, format, pack, out var error, out var stored));
        if (stored is not null) await stored.WaitAsync(TimeSpan.FromSeconds(30));
        return error;
    }
}
