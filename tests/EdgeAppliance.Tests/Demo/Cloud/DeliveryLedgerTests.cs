using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Tests.Demo.Cloud;

public sealed class DeliveryLedgerTests
{
    [Fact]
    public void Add_SequenceLeftOut_IsLostUntilItComesLate()
    {
        var ledger = new DeliveryLedger();
        ledger.Add(Record(1));
        ledger.Add(Record(3));
        Assert.Equal(1, ledger.Lost);
        ledger.Add(Record(2));
        Assert.Equal((0L, 1L, 3L), (ledger.Lost, ledger.OutOfOrder, ledger.Delivered));
    }

    [Fact]
    public void Add_SameSequenceAgain_IsADuplicate()
    {
        var ledger = new DeliveryLedger();
        ledger.Add(Record(1));
        ledger.Add(Record(1));
        Assert.Equal((1L, 1L, 0L), (ledger.Delivered, ledger.Duplicates, ledger.OutOfOrder));
    }

    [Fact]
    public void Add_SequenceFarAhead_TakesNoMemoryForTheHole()
    {
        var ledger = new DeliveryLedger();
        ledger.Add(Record(1));
        ledger.Add(Record(1_800_000_000_000));
        ledger.Add(Record(900_000_000_000));
        Assert.Equal((1_799_999_999_997L, 1L, 3L), (ledger.Lost, ledger.OutOfOrder, ledger.Delivered));
    }

    [Fact]
    public void Add_AnySequences_CountsAddUp() =>
        Gen.Long[1, 30].Array[0, 60].Sample(sequences =>
        {
            var ledger = new DeliveryLedger();
            foreach (long sequence in sequences) ledger.Add(Record(sequence));
            int distinct = sequences.Distinct().Count();
            return ledger.Delivered == distinct && ledger.Duplicates == sequences.Length - distinct
                && ledger.Lost == (sequences.Length == 0 ? 0 : sequences.Max() - distinct);
        });

    [Fact]
    public void Read_RecordOfTheContract_IsUnderstood()
    {
        var record = Assert.Single(Read("""{"specversion":"1.0","id":"d1/pump/7","type":"edge.reading.v1","time":"2026-01-02T03:04:05Z","data":{}}"""));
        Assert.Equal(("pump", 7L), (record.Stream, record.Sequence));
    }

    [Fact]
    public void Read_StreamWithASlash_IsWhole()
    {
        var record = Assert.Single(Read("""{"specversion":"1.0","id":"d1/pump/alarm/7","type":"edge.alarm.v1","time":"2026-01-02T03:04:05Z","subject":"p1","data":{"seq":4}}"""));
        Assert.Equal(("pump/alarm", 7L, "p1", 4.0), (record.Stream, record.Sequence, record.Subject, record.Number("seq")));
    }

    [Theory]
    [InlineData("d1/pump")]
    [InlineData("d1/7")]
    [InlineData("d1//7")]
    public void Read_IdWithoutStreamOrSequence_IsRefused(string id) =>
        Assert.Throws<JsonException>(() => Read($$"""{"specversion":"1.0","id":"{{id}}","type":"t","time":"2026-01-02T03:04:05Z"}"""));

    private static List<CloudRecord> Read(string json) => CloudRecordReader.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));

    private static CloudRecord Record(long sequence) => new($"d/s/{sequence}", "s", sequence, "edge.reading.v1", DateTimeOffset.UnixEpoch);
}
