using System.Text;
using System.Text.Json;
using CsCheck;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf;

namespace EdgeAppliance.Tests.Bundles.Rollouts;

public sealed class RolloutJsonTests
{
    /// <summary>Frozen: devices in the field read it.</summary>
    private const string Golden = """
        {"bundle":"pump","version":"2.0.0","rollout":{"id":"pump-3","state":"paused","stage":2,"stages":[{"sharePpm":10000,"ids":["bench-1"],"waitS":3600,"successPpm":980000,"since":"2026-11-27T04:00:00Z"},{"sharePpm":1000000,"since":"2026-11-27T05:30:00Z"}],"to":{"ids":["a"],"tags":{"site":["north"]}},"windows":[{"days":["mon","fri"],"from":"22:00","to":"04:00"}],"notBefore":"2026-11-28T00:00:00Z","spreadS":600,"force":true}}
        """;

    private static readonly string[] s_words = [.. "{}[],:\"".Select(c => c.ToString()), "id", "state", "stage", "stages", "sharePpm", "windows", "days", "\"mon\"", "to", "ids", "1", "-1", "1e9", "null", "true"];

    [Fact]
    public void Write_WhatWasRead_IsTheSame()
    {
        var custom = JsonDocument.Parse(Golden).RootElement;

        var rollout = RolloutReader.Read(custom)!;

        Assert.Equal(Golden.Trim(), RolloutWriter.Into(custom, rollout).GetRawText());
        Assert.Equal(("pump-3", RolloutState.Paused, 2, true), (rollout.Id, rollout.State, rollout.Stage, rollout.IsForced));
        Assert.Equal(TimeSpan.FromHours(1), rollout.Stages[0].Wait);
        Assert.Equal("mon,fri 22:00-04:00", rollout.Windows[0].ToString());
        // It is signed in the canonical form, which has no fractions.
        Assert.NotEmpty(CanonicalJson.Of(custom));
    }

    [Fact]
    public void Read_NoRollout_IsNull() => Assert.Null(RolloutReader.Read(JsonDocument.Parse("""{"bundle":"pump"}""").RootElement));

    [Theory]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1}],"onlyWhere":"x"}""", "'onlyWhere', which this software does not know")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1,"region":"x"}]}""", "'region'")]
    [InlineData("""{"id":"r","state":"running","stage":2,"stages":[{"sharePpm":1}]}""", "whole number from 1 to 1")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[]}""", "holds no stage")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":2},{"sharePpm":1}]}""", "smaller share")]
    [InlineData("""{"id":"r","state":"stopped","stage":1,"stages":[{"sharePpm":1}]}""", "running, paused and aborted")]
    [InlineData("""{"id":"R /","state":"running","stage":1,"stages":[{"sharePpm":1}]}""", "no name")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1}],"windows":[{"days":[],"from":"01:00","to":"02:00"}]}""", "no days")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1}],"windows":[{"days":["Mon"],"from":"01:00","to":"02:00"}]}""", "no day as mon")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1}],"windows":[{"days":["mon"],"from":"25:00","to":"02:00"}]}""", "time of day")]
    [InlineData("""{"id":"r","state":"running","stage":1,"stages":[{"sharePpm":1}],"to":{"ids":["a","a"]}}""", "there twice")]
    [InlineData("7", "not an object")]
    public void Read_WhatIsWrong_IsRefusedWithItsPlace(string rollout, string message)
    {
        var refusal = Assert.Throws<TufException>(() => RolloutReader.Read(JsonDocument.Parse($$"""{"rollout":{{rollout}}}""").RootElement));

        Assert.Equal(TufFailure.Malformed, refusal.Failure);
        Assert.Contains(message, refusal.Message);
    }

    [Fact]
    public void Read_AnyChangeOfAByte_IsARolloutOrRefused() => Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Int[0, s_words.Length - 1]).Sample((at, chosen) =>
    {
        string word = s_words[chosen];
        try
        {
            using var changed = JsonDocument.Parse(Encoding.UTF8.GetBytes(Golden[..at] + word + Golden[Math.Min(Golden.Length, at + word.Length)..]));
            RolloutReader.Read(changed.RootElement);
        }
        catch (Exception e) when (e is TufException or JsonException)
        {
            // Said, and nothing else happened.
        }
    });
}
