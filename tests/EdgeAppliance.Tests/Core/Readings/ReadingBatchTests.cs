using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Core.Readings;

public sealed class ReadingBatchTests
{
    private static readonly ChannelSet Channels = new("temp", "flow");

    [Fact]
    public void AddRow_BeforeSet_HoldsNaN()
    {
        var batch = ReadingBatch.Rent("pump", "p1", Channels, 2);
        int row = batch.AddRow(5);
        batch.Set(row, 1, 2.5);
        Assert.True(double.IsNaN(batch.Get(0, 0)));
        Assert.Equal([2.5], batch.Column(1).ToArray());
        Assert.Equal([5L], batch.TimesUs.ToArray());
        batch.Release();
    }

    [Fact]
    public void AddRow_WhenFull_IsRefused()
    {
        var batch = ReadingBatch.Rent("pump", "p1", Channels, 1);
        batch.AddRow(1);
        Assert.Equal(-1, batch.AddRow(2));
        batch.Release();
    }

    [Fact]
    public void Release_OnceTooOften_Throws()
    {
        var batch = ReadingBatch.Rent("pump", "p1", Channels, 1);
        batch.Release();
        Assert.Throws<InvalidOperationException>(batch.Release);
    }

    [Fact]
    public void SetBlob_UntilTheBatchIsClearedOrReleased_IsHeld()
    {
        var batch = ReadingBatch.Rent("door", "cam", Channels, 2);
        var blob = Blob.Copy([1, 2, 3], BlobKind.Yuyv, 2, 1);
        batch.AddRow(1);
        batch.AddRow(2);
        batch.SetBlob(1, blob.Retain());
        Assert.Null(batch.BlobAt(0));
        Assert.Equal((3L, 2), (batch.BlobBytes, batch.BlobAt(1)!.Width));
        batch.Clear();
        Assert.Equal(0, batch.BlobBytes);
        batch.AddRow(3);
        Assert.Null(batch.BlobAt(0));
        batch.SetBlob(0, blob.Retain());
        batch.Release();
        Assert.Equal([1, 2, 3], blob.Bytes.ToArray());
        blob.Release();
        Assert.Throws<InvalidOperationException>(blob.Release);
    }

    [Fact]
    public void ChannelSet_NameTwice_IsRefused() => Assert.Throws<ArgumentException>(() => new ChannelSet("a", "b", "a"));
}
