using System.Net;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Daemon.Updates.Peers;
using EdgeAppliance.Tests.Bundles.Tuf;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Peers;

/// <summary>A device between a real appliance's host, or a neighbour that lies, and a repository in a folder.</summary>
public sealed class PeerSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly UnpackedBundle _bundle;
    private readonly string _hash;
    private readonly long _bytes;
    private bool _isOn = true;
    private PeerFiles? _files;

    public PeerSourceTests()
    {
        string archive = At("a.tar");
        using (var file = File.Create(archive)) BundlePacker.Pack(TestBundle.Keeping("0.9").WriteTo(At("tiny")), file);
        _bundle = UnpackedBundle.Open(archive, BundleLimits.Standard, At("installed/tiny/1.0.0"));
        _hash = _bundle.Bundle.HashOf("model.onnx");
        _bytes = new FileInfo(At("installed/tiny/1.0.0/model.onnx")).Length;
        Directory.CreateDirectory(At("repository/targets/bundles/tiny/1.0.0"));
        File.Copy(At("installed/tiny/1.0.0/model.onnx"), At($"repository/targets/{Target}"));
    }

    private string Target => $"bundles/tiny/1.0.0/{_hash}.model.onnx";

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenTarget_NeighbourHasIt_ComesFromThereOnce()
    {
        await using var neighbour = await HostedAppliance.Start(peers: Files());
        var source = Source(neighbour.Url);
        File.Delete(At($"repository/targets/{Target}"));

        byte[] whole = await Read(source, 0);

        Assert.Equal(File.ReadAllBytes(At("installed/tiny/1.0.0/model.onnx")), whole);
        Assert.Equal(whole[5..], await Read(source, 5));
        Assert.Equal(whole.Length, source.BytesFetched);
        Assert.Equal((1, whole.Length), (_files!.Shelf.FilesSent, _files.Shelf.BytesSent));
        Assert.InRange(_files.Shelf.Bytes, whole.Length + 1, 2 * whole.Length + 4096);
        Assert.InRange(_files.Shelf.Files, 2, 4);
    }

    [Fact]
    public async Task OpenTarget_NeighbourLies_ComesFromTheRepositoryAndTheLiarIsLetAlone()
    {
        Directory.CreateDirectory(At("liar/peer/sha256"));
        File.WriteAllText(At($"liar/peer/sha256/{_hash}"), "something else");
        using var liar = new StaticServer(At("liar"));
        var source = Source(liar.Address);

        byte[] whole = await Read(source, 0);
        await Read(source, 5);

        Assert.Equal(File.ReadAllBytes(At("installed/tiny/1.0.0/model.onnx")), whole);
        Assert.Equal((1, 1), (source.Refused, liar.Asked.Count));
        _time.Advance(TimeSpan.FromMinutes(11));
        await Read(source, 0);
        Assert.Equal(2, liar.Asked.Count);
    }

    [Fact]
    public async Task OpenTarget_NeighbourSendsWithoutEnd_NoMoreThanTheSignedLengthIsTaken()
    {
        Directory.CreateDirectory(At("liar/peer/sha256"));
        using (var endless = File.Create(At($"liar/peer/sha256/{_hash}")))
        {
            endless.Write(File.ReadAllBytes(At("installed/tiny/1.0.0/model.onnx")));
            endless.SetLength(64 << 20);
        }
        using var liar = new StaticServer(At("liar"));
        var source = Source(liar.Address);

        Assert.Equal(File.ReadAllBytes(At("installed/tiny/1.0.0/model.onnx")), await Read(source, 0));
        Assert.Equal(1, source.Refused);
        // What is read at once beyond it.
        Assert.InRange(source.BytesFetched, _bytes + 1, _bytes + (64 << 10));
    }

    [Fact]
    public async Task OpenTarget_LeftoverOfAPowerCut_IsNotBelieved()
    {
        Directory.CreateDirectory(At("peers"));
        File.WriteAllText(At($"peers/{_hash}"), "cut sh");

        Assert.Equal(File.ReadAllBytes(At("installed/tiny/1.0.0/model.onnx")), await Read(Source(), 0));
        Assert.False(Directory.Exists(At("peers")));
    }

    [Fact]
    public async Task OpenTarget_NoRoomForTheNeighboursFile_ComesFromTheRepository()
    {
        await using var neighbour = await HostedAppliance.Start(peers: Files());
        var source = new PeerSource(new FolderSource(At("repository")), _http, [neighbour.Url], At("peers"), _time) { FreeBytesMin = long.MaxValue / 2 };

        Assert.NotEmpty(await Read(source, 0));
        Assert.Equal((0, 0), (source.BytesFetched, source.Refused));
    }

    [Fact]
    public async Task Forget_FileOfANeighbour_LeavesNothing()
    {
        await using var neighbour = await HostedAppliance.Start(peers: Files());
        var source = Source(neighbour.Url);
        await Read(source, 0);
        Assert.True(Directory.Exists(At("peers")));

        source.Forget();

        Assert.False(Directory.Exists(At("peers")));
    }

    [Fact]
    public async Task OpenTarget_NeighbourIsAwayOrHasItNot_ComesFromTheRepository()
    {
        await using var empty = await HostedAppliance.Start();
        var gone = new StaticServer(_folder.FullName);
        gone.Dispose();

        Assert.NotEmpty(await Read(Source(gone.Address, empty.Url), 0));
    }

    [Fact]
    public async Task Route_HandsOutOnlyWhereItIsOnAndOnlyByHash()
    {
        await using var neighbour = await HostedAppliance.Start(peers: Files());
        Assert.Equal(HttpStatusCode.OK, (await neighbour.Nobody.GetAsync($"/peer/sha256/{_hash}")).StatusCode);
        foreach (string other in new[] { new string('0', 64), "..%2f..%2fetc%2fpasswd", _hash.ToUpperInvariant(), "model.onnx" })
            Assert.Equal(HttpStatusCode.NotFound, (await neighbour.Nobody.GetAsync($"/peer/sha256/{other}")).StatusCode);

        _isOn = false;

        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.Nobody.GetAsync($"/peer/sha256/{_hash}")).StatusCode);
    }

    private PeerFiles Files() => _files = new([At("installed"), At("nowhere")], () => _isOn, _time);

    private PeerSource Source(params Uri[] peers) => new(new FolderSource(At("repository")), _http, peers, At("peers"), _time);

    private async Task<byte[]> Read(PeerSource source, long offset)
    {
        await using var stream = (await source.OpenTarget(new TargetPiece(Target, _bytes, offset, _bytes - offset), CancellationToken.None))!;
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
