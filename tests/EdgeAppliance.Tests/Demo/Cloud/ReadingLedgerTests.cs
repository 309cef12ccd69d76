using System.Text.Json;
using CsCheck;
using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Tests.Demo.Cloud;

public sealed class ReadingLedgerTests
{
    private readonly ReadingLedger _ledger = new("devices");
    private long _record;

    [Fact]
    public void Add_EveryReadingOnce_MissesNothing()
    {
        foreach (long sequence in new[] { 1, 2, 3 }) Add("a", sequence);
        Assert.Equal((3L, 0L, 0L, 0L), (_ledger.Delivered, _ledger.Doubled, _ledger.OutOfOrder, _ledger.Missing("a", 3)));
    }

    [Fact]
    public void Missing_LastAcknowledgedNeverCame_IsMissing()
    {
        Add("a", 1);
        Add("a", 3);
        Assert.Equal(3, _ledger.Missing("a", 5));
        Assert.Equal(4, _ledger.Missing("b", 4));
    }

    [Fact]
    public void Add_SameReadingInAnotherRecord_IsDoubled()
    {
        Add("a", 1);
        Add("a", 1);
        Assert.Equal((1L, 1L), (_ledger.Delivered, _ledger.Doubled));
    }

    [Fact]
    public void Add_SameRecordAgain_IsNotDoubled()
    {
        var record = Record("a", 1, 1);
        _ledger.Add(record);
        _ledger.Add(record);
        Assert.Equal((1L, 0L), (_ledger.Delivered, _ledger.Doubled));
    }

    [Fact]
    public void Add_LateReading_IsOutOfOrder()
    {
        Add("a", 2);
        Add("a", 1);
        Assert.Equal((2L, 1L), (_ledger.Delivered, _ledger.OutOfOrder));
    }

    [Fact]
    public void Add_OtherStreamOrNoSequence_IsIgnored()
    {
        _ledger.Add(Record("a", 1, 1) with { Stream = "machine" });
        _ledger.Add(Record("a", 1, 1) with { Data = JsonDocument.Parse("{}").RootElement });
        Assert.Equal(0, _ledger.Delivered);
    }

    [Fact]
    public void Missing_AnySubset_CountsWhatDidNotCome() =>
        Gen.Int[1, 40].Array[0, 60].Sample(came =>
        {
            var ledger = new ReadingLedger("devices");
            long record = 0;
            foreach (int sequence in came) ledger.Add(Record("a", sequence, ++record));
            return ledger.Missing("a", 40) == 40 - came.Distinct().Count() && ledger.Doubled == came.Length - came.Distinct().Count();
        });

    private void Add(string device, long sequence) => _ledger.Add(Record(device, sequence, ++_record));

    private static CloudRecord Record(string device, long sequence, long record) =>
        new($"d/devices/{record}", "devices", record, "edge.reading.v1", DateTimeOffset.UnixEpoch)
        {
            Subject = device,
            Data = JsonDocument.Parse($$"""{"seq":{{sequence}},"temp":20.5}""").RootElement,
        };
}
