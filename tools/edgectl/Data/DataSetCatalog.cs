namespace EdgeAppliance.Edgectl.Data;

/// <summary>The data sets that <c>edgectl data get</c> fetches. Others made them: they are never part of this repository.</summary>
internal static class DataSetCatalog
{
    /// <summary>SKAB v0.9: labelled pump and valve experiments, about one reading a second, 8 sensors.</summary>
    private static readonly DataSet Skab = new("skab", "GPL-3.0", new Uri("https://raw.githubusercontent.com/waico/SKAB/b2c0d46c2971dcbfe71e26087b6d231998bb91c2/"),
    [
        new("LICENSE", "3972dc9744f6499f0f9b2dbf76696f2ae7ad8af9b23dde66d6af86c9dfb36986"),
        new("data/anomaly-free/anomaly-free.csv", "7641a8742957100ef424dd97adfb3eeab27d4d180645fe2b3c49b7f7146ae9a6"),
        new("data/valve1/0.csv", "16af3f71313a23dd33d9b7b8065d836d05c3f9257588881cc7fbe07c076d9dc8"),
        new("data/valve1/1.csv", "fe4493bf805baef4e6dfb864094275d8cc2ea80a16b3735e2752b18b6aefd812"),
        new("data/valve1/2.csv", "90492413469261886c8896c327241448df5da73fd7739cabfec8dd82de3c0ce4"),
        new("data/valve1/3.csv", "cb6afea108eddfd8447307e405f86bbb764b8d8e9130d7849a46e1303e19b8b2"),
        new("data/valve1/4.csv", "983aed9dc09991a57911091373c580e1b86d06aa983cd51678f108fd8d709654"),
        new("data/valve1/5.csv", "78974991ec87b7f9b9b6b2944f4b525468a9beb36c59b06cd7650d9a15eca14a"),
        new("data/valve1/6.csv", "97469c0e0c9c0e0ee5d30794f1f36c6785df5816a112a8b16c59637e8c894685"),
        new("data/valve1/7.csv", "ca2c9c6d6fa302c642acec6fbedac495bd12fececeee0a755d45a54e340e0f30"),
        new("data/valve1/8.csv", "0c4afb92248b5b35b4c9d734a91ed8318346901f04579074903730569e60416c"),
        new("data/valve1/9.csv", "2aa1ae1b2ff505caecda24802b877dc686924bbbeeb7e7db4faa261efb5ed5bd"),
        new("data/valve1/10.csv", "ee16be8e4b870c779491e3d1dc9e0ecbfaf29eb013e032abff7a33f2cbbfe2ad"),
        new("data/valve1/11.csv", "89660fae4ed5c918db014409bbbc29f498fd99c7e956fab2620d18dea700a973"),
        new("data/valve1/12.csv", "90adfa9bc86d4556e6a4ce734436fd5685af79c189cd9828f8df75a7f468ce07"),
        new("data/valve1/13.csv", "d6cb6a97437215d3066a87e1fcc5fa4e68017629c043c5315920e3cf1060841c"),
        new("data/valve1/14.csv", "5f0bb9bc33c5e6c259263e32e25915c4d24c82b0a94554d48808626da05c1d71"),
        new("data/valve1/15.csv", "75cc86ab25d7091eee024739fa06d048753480d5d7d1507077231cab4f1b7a7e"),
    ]);

    public static IReadOnlyList<DataSet> All { get; } = [Skab];
}
