using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Storage.Blobs;

public sealed class BlobStoreTests : IDisposable
{
    private const string Name = "sessions";

    private readonly TemporaryFolder _folder = new();

    private string Aside => Path.Combine(_folder.FullName, "damaged");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Put_LargerThanIsStored_FaultsAndTheOthersStay()
    {
        using (var store = Open())
        {
            await store.Put(1, [1]);
            await store.Put(2, [2]);
            await Assert.ThrowsAsync<IOException>(() => store.Put(2, new byte[5 << 20]));
            await Assert.ThrowsAsync<IOException>(() => store.Put([new(3, [3]), new(4, new byte[BlobStore.BlobBytesMax + 1])]));
            await store.Put(5, [5]);
            Assert.False(store.IsFailing);
        }
        Assert.Equal([1, 2, 5], Load().Keys);
        Assert.Equal([2], Load()[2]);
        Assert.False(Directory.Exists(Aside));
    }

    [Fact]
    public async Task Put_AsLargeAsIsStored_IsKept()
    {
        using (var store = Open()) await store.Put(long.MaxValue, new byte[BlobStore.BlobBytesMax]);
        Assert.Equal(BlobStore.BlobBytesMax, Load()[long.MaxValue].Length);
    }

    /// <summary>What is damaged again and again must not fill the disk.</summary>
    [Fact]
    public async Task Load_DamagedOften_KeepsTheNewest()
    {
        for (byte i = 1; i <= 12; i++)
        {
            using (var store = Open())
            {
                Assert.Empty(Load(store));
                await store.Put(1, [i]);
            }
            File.WriteAllBytes(Path.Combine(_folder.FullName, new StoreFileNames(Name).Data), new byte[100 + i]);
        }
        Assert.Empty(Load());
        Assert.Equal(["10", "11", "12", "9"], Directory.GetDirectories(Aside).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(112, new FileInfo(Path.Combine(Aside, "12", new StoreFileNames(Name).Data)).Length);
    }

    private BlobStore Open() => new(new KernelDisk(_folder.FullName), Name, NullLogger.Instance);

    private SortedDictionary<long, byte[]> Load()
    {
        using var store = Open();
        return Load(store);
    }

    private static SortedDictionary<long, byte[]> Load(BlobStore store)
    {
        var found = new SortedDictionary<long, byte[]>();
        store.Load((key, blob) => found.Add(key, blob));
        return found;
    }
}
