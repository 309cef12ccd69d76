using System.Net;
using EdgeAppliance.Edgectl.Data;

namespace EdgeAppliance.Tests.Edgectl.Data;

public sealed class DataFetcherTests : IDisposable
{
    private const string HelloSha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fetch_RightChecksum_KeepsTheFileAndAsksOnlyOnce()
    {
        var server = new Answer("hello");
        var fetcher = new DataFetcher(new HttpClient(server));
        var set = Set(HelloSha256);
        Assert.Null(await fetcher.Fetch(set, _folder, _ => { }, default));
        Assert.Null(await fetcher.Fetch(set, _folder, _ => { }, default));
        Assert.Equal("hello", File.ReadAllText(Path.Combine(_folder, "set", "a", "b.csv")));
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task Fetch_WrongChecksum_KeepsNothingAndSaysWhich()
    {
        var fetcher = new DataFetcher(new HttpClient(new Answer("hullo")));
        Assert.Contains("a/b.csv", await fetcher.Fetch(Set(HelloSha256), _folder, _ => { }, default));
        Assert.False(Directory.Exists(Path.Combine(_folder, "set")));
    }

    [Fact]
    public void Catalog_EveryChecksum_IsLowerCaseSha256() =>
        Assert.All(DataSetCatalog.All.SelectMany(set => set.Files), file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));

    private static DataSet Set(string sha256) => new("set", "MIT", new Uri("http://localhost/"), [new DataFile("a/b.csv", sha256)]);

    private sealed class Answer(string body) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        }
    }
}
