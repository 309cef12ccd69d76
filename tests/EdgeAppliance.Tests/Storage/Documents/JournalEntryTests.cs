using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Tests.Storage.Documents;

public sealed class JournalEntryTests
{
    /// <summary>BSON of <c>{_id: 7}</c>, then the blob; then the key that was deleted.</summary>
    [Fact]
    public void Seal_KnownChanges_MatchesTheFrozenBytes() => Assert.Equal(
        "45414A31" + "03000000" + "0500000000000000" + "02000000" + "27000000" + "C5F47CBC" + "00000000"
        + "01" + "12000000" + "12000000125F69640007000000000000000" + "0" + "03000000" + "ABABAB"
        + "02" + "0900000000000000" + "00",
        Convert.ToHexString(Known()));

    [Fact]
    public void ReadChanges_KnownEntry_GivesThemBack()
    {
        using var folder = new TemporaryFolder();
        using var file = new KernelDisk(folder.FullName).Open("journal");
        file.Write(0, Known(index: 0));
        var reader = new JournalReader(file);
        Assert.Equal(new JournalHeader(3, 0, 2, 39), reader.First());
        Assert.True(reader.TryNext(3));
        var found = new List<string>();
        reader.ReadChanges((found, file), static (to, key, change) => to.found.Add($"{key} {(change.Head is null ? "gone" : Convert.ToHexString(change.Whole(to.file)["b"].AsBinary))}"));
        Assert.Equal(["7 ABABAB", "9 gone"], found);
        Assert.False(reader.TryNext(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TrySkip_OneOfManyIsDamaged_GoesOnBehindIt(int damaged)
    {
        using var folder = new TemporaryFolder();
        using var file = new KernelDisk(folder.FullName).Open("journal");
        int size = Known().Length;
        for (int i = 0; i < 4; i++) file.Write(i * size, Known(index: i));
        file.Write(damaged * size + 50, [0xFF]);
        var reader = new JournalReader(file);
        for (int i = 0; i < damaged; i++) Assert.True(reader.TryNext(3));
        Assert.False(reader.TryNext(3));
        Assert.Equal(damaged < 3, reader.TrySkip(3));
        if (damaged < 3) Assert.Equal(damaged + 1, reader.Next);
    }

    [Fact]
    public void AddPut_DocumentIsTooLarge_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new JournalChanges().AddPut(DocumentChange.Put(new BsonDocument { ["_id"] = 1L, ["b"] = new byte[JournalChanges.DocumentBytesMax] })));

    private static byte[] Known(long index = 5)
    {
        var changes = new JournalChanges();
        changes.AddPut(DocumentChange.Put(new BsonDocument { ["_id"] = 7L, ["b"] = new byte[] { 0xAB, 0xAB, 0xAB } }));
        changes.AddDelete(9);
        return changes.Seal(generation: 3, index, entriesBefore: 2).ToArray();
    }
}
