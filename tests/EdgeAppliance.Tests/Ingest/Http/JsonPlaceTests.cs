using System.Text;
using CsCheck;
using EdgeAppliance.Daemon.Ingest.Http;

namespace EdgeAppliance.Tests.Ingest.Http;

public sealed class JsonPlaceTests
{
    [Theory]
    [InlineData("""{"a":{"b~/c":[1,2,@3]}}""", "#/a/b~0~1c/2")]
    [InlineData("""[[],{"x":1},{"y":@}]""", "#/2/y")]
    [InlineData("""@{"a":1}""", "#")]
    [InlineData("""{"a":[1]@}""", "#")]
    [InlineData("""{"é":@1}""", "#/%C3%A9")]
    public void Of_AByte_IsItsPointer(string marked, string pointer)
    {
        byte[] before = Encoding.UTF8.GetBytes(marked.Split('@')[0]);
        Assert.Equal(pointer, JsonPlace.Of(Encoding.UTF8.GetBytes(marked.Replace("@", "")), before.Length));
    }

    [Fact]
    public void Of_AnyBytes_IsSomePointer() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[-1, 120]).Sample((bytes, at) => Assert.StartsWith("#", JsonPlace.Of(bytes, at)), iter: 5000);

    [Fact]
    public void Of_DeepNesting_Ends() => Assert.StartsWith("#/0/0", JsonPlace.Of(Encoding.UTF8.GetBytes(new string('[', 1000)), 900));
}
