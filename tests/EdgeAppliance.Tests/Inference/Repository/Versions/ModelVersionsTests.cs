using System.Text;
using System.Text.Json;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Tests.Inference.Repository.Versions;

public sealed class ModelVersionsTests
{
    private const string Golden = """
        {
          "format": 1,
          "versions": [
            "1.1.0",
            "1.0.0"
          ],
          "leftovers": [
            "0.9.0"
          ],
          "blocked": [
            {
              "version": "1.2.1",
              "reason": "It alarms in 100 % of windows."
            }
          ],
          "installs": [
            {
              "id": 8,
              "version": "1.3.0",
              "stage": "trial",
              "startedAt": "2026-11-25T22:30:00+00:00",
              "endsAt": "2026-11-25T22:40:00+00:00",
              "restarts": 1
            },
            {
              "id": 7,
              "version": "1.2.1",
              "stage": "rolledBack",
              "startedAt": "2026-11-24T10:00:00+00:00",
              "reason": "It alarms in 100 % of windows.",
              "endsAt": "2026-11-24T10:00:20+00:00",
              "restarts": 0
            }
          ]
        }
        """;

    [Fact]
    public void ToUtf8_IsTheStoredFormat()
    {
        var at = new DateTimeOffset(2026, 11, 25, 22, 30, 0, TimeSpan.Zero);
        var before = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        var versions = ModelVersions.None with
        {
            Versions = ["1.1.0", "1.0.0"],
            Leftovers = ["0.9.0"],
            Blocked = [new("1.2.1", "It alarms in 100 % of windows.")],
            Installs =
            [
                new(8, "1.3.0", InstallStage.Trial, at) { EndsAt = at.AddMinutes(10), Restarts = 1 },
                new(7, "1.2.1", InstallStage.RolledBack, before) { EndsAt = before.AddSeconds(20), Reason = "It alarms in 100 % of windows." },
            ],
        };
        Assert.Equal(Golden, Encoding.UTF8.GetString(versions.ToUtf8()), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Parse_StoredFormat_GivesTheSameAgain()
    {
        var versions = ModelVersions.Parse(Encoding.UTF8.GetBytes(Golden));
        Assert.Equal(8, versions.UnderWay!.Id);
        Assert.Equal(Golden, Encoding.UTF8.GetString(versions.ToUtf8()), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"format":2}""")]
    [InlineData("""{"format":1,"versions":["../../etc"],"leftovers":[],"blocked":[],"installs":[]}""")]
    [InlineData("""{"format":1,"versions":[],"leftovers":["."],"blocked":[],"installs":[]}""")]
    [InlineData("""{"format":1,"versions":null,"leftovers":[],"blocked":[],"installs":[]}""")]
    [InlineData("""{"format":1,"versions":[],"leftovers":[],"blocked":[],"installs":[{"id":1,"version":"1","stage":"unheard-of","startedAt":"2026-11-25T22:30:00Z"}]}""")]
    public void Parse_SomethingElse_IsRefused(string text) => Assert.Throws<JsonException>(() => ModelVersions.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parse_MoreInstallsThanAreKept_IsRefused()
    {
        string install = """{"id":1,"version":"1","stage":"trial","startedAt":"2026-11-25T22:30:00Z"}""";
        string text = $$"""{"format":1,"versions":[],"leftovers":[],"blocked":[],"installs":[{{string.Join(',', Enumerable.Repeat(install, ModelVersions.InstallsMax + 1))}}]}""";
        Assert.Throws<JsonException>(() => ModelVersions.Parse(Encoding.UTF8.GetBytes(text)));
    }
}
