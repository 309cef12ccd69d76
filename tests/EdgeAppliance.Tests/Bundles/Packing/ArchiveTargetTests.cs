using System.Text.Json;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Packing;

public sealed class ArchiveTargetTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Write_IsTheStoredFormatAndReadAgain()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.FullName, "a"), "abc");
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            ArchiveTarget.Of(Path.Combine(folder.FullName, "a")).Write(json);
            json.WriteEndObject();
        }
        using var read = JsonDocument.Parse(bytes.ToArray());
        Assert.Equal($$$"""{"archive":{"length":3,"sha256":"{{{Abc}}}"}}""", read.RootElement.GetRawText());
        var archive = ArchiveTarget.Read(read.RootElement)!;
        Assert.Equal((3, Abc), (archive.Length, Convert.ToHexStringLower(archive.Sha256)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"archive":3}""")]
    [InlineData("""{"archive":{"length":0,"sha256":"@"}}""")]
    [InlineData("""{"archive":{"length":3.5,"sha256":"@"}}""")]
    [InlineData("""{"archive":{"length":3}}""")]
    [InlineData("""{"archive":{"length":3,"sha256":"12"}}""")]
    [InlineData("""{"archive":{"length":3,"sha256":"@z"}}""")]
    [InlineData("""{"archive":{"sha256":"@"}}""")]
    public void Read_SomethingElse_IsNone(string json)
    {
        using var read = JsonDocument.Parse(json.Replace("@", Abc, StringComparison.Ordinal));
        Assert.Null(ArchiveTarget.Read(read.RootElement));
    }
}
