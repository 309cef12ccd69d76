using EdgeAppliance.Tests.Architecture;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Image;

/// <summary>The card's image where one was made: one first start in an emulated board. The other scenarios are <c>./build.sh image-test</c>'s.</summary>
public sealed class ImageSmokeTests(ITestOutputHelper output)
{
    [ImageFact]
    public void FirstBoot_InTheEmulator_HasEverythingInPlace()
    {
        var work = Directory.CreateTempSubdirectory("edge-image-test-");
        try
        {
            var (code, said) = ImageScript.Run(Path.Combine(ProjectReferences.Root, "image", "test", "run.sh"), [ImageFactAttribute.Folder, "smoke"], TimeSpan.FromMinutes(20), ("EDGE_IMAGE_TEST_WORK", work.FullName));
            output.WriteLine(said);
            Assert.True(code == 0, said);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
