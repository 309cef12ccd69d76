using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>The records that a pipeline makes of the same stored readings without interruption, in this process, as the uplink writes them but for
/// their times, which are as stored.</summary>
internal static class WholeRun
{
    private const string Source = "plant";

    /// <param name="readings">In the order in which they were stored.</param>
    /// <returns>Stream to events, in order.</returns>
    public static Dictionary<string, List<string>> Of(string pipeline, string steps, IReadOnlyList<ArchivedRecord> readings)
    {
        using var document = JsonDocument.Parse(steps);
        var plan = new StepCatalog().Bind(document.RootElement, "steps", []) ?? throw new ArgumentException("The steps cannot be bound.", nameof(steps));
        var store = new MemoryStore();
        foreach (var batch in Batches(readings)) store.Append(batch);
        var options = new PipelineOptions(pipeline, new HashSet<string> { Source }, plan, steps, ["cloud"]);
        using var runner = new PipelineRunner(options, store, TimeProvider.System);
        while (runner.Advance())
        {
        }
        // Readings behind the last record are committed with the next snapshot only, which stopping makes.
        var stopped = runner.StopAsync();
        while (!stopped.IsCompleted) runner.Advance();
        Assert.Null(runner.Condition);
        Assert.Equal(readings.Count, runner.Cursor);
        return Events(store.Packed);
    }

    /// <summary>Neighbours of one device share a batch.</summary>
    private static IEnumerable<ReadingBatch> Batches(IReadOnlyList<ArchivedRecord> readings)
    {
        ChannelSet? channels = null;
        for (int first = 0, end; first < readings.Count; first = end)
        {
            for (end = first + 1; end < readings.Count && readings[end].Subject == readings[first].Subject; end++)
            {
            }
            channels ??= new ChannelSet(readings[first].Data.Select(member => member.Key).ToArray());
            var batch = ReadingBatch.Rent(Source, readings[first].Subject, channels, end - first);
            for (int i = first; i < end; i++) Add(batch, readings[i]);
            yield return batch;
        }
    }

    private static void Add(ReadingBatch batch, ArchivedRecord reading)
    {
        int row = batch.AddRow(reading.StoredTimeUs);
        foreach (var (channel, value) in reading.Data) batch.Set(row, batch.Channels.IndexOf(channel), value);
    }

    private static Dictionary<string, List<string>> Events(IReadOnlyList<byte[]> packed)
    {
        var streams = new Dictionary<string, List<string>>();
        using var writer = new CloudEventWriter(Site.DeviceId);
        var json = new ArrayBufferWriter<byte>();
        foreach (byte[] records in packed)
        {
            for (int at = 0, size; at < records.Length; at += size)
            {
                Assert.True(PackedRecords.TryRead(records.AsSpan(at), out var record, out size));
                json.ResetWrittenCount();
                writer.Write(record, json);
                string stream = Encoding.UTF8.GetString(record.Stream);
                if (!streams.TryGetValue(stream, out var events)) streams[stream] = events = [];
                events.Add(Encoding.UTF8.GetString(json.WrittenSpan));
            }
        }
        return streams;
    }
}
